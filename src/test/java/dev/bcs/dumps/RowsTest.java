package dev.bcs.dumps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are counted in dumps, whatever stands in them. */
class RowsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private Path dump(String text) throws IOException {
    return Files.writeString(folder.resolve("dump.sql"), text);
  }

  @Test
  void rowsThatPostgresCopiesAreTheLinesBeforeTheEndOfTheData() throws IOException {
    assertThat(CopiedRows.in(dump("""
        CREATE FUNCTION f() AS $$
        COPY public.fake (a) FROM stdin;
        $$;
        -- Data for Name: T; Type: TABLE DATA; Schema: public; Owner: pbx
        --

        COPY public."T (odd)" (id, said) FROM stdin;
        1\tCOPY x FROM stdin;
        2\t\\\\.

        \\.
        -- Data for Name: empty; Type: TABLE DATA; Schema: public; Owner: pbx
        --

        COPY public.empty () FROM stdin;
        \\.
        """)))
        .containsEntry("public.\"T (odd)\"", 3L)
        .hasSize(2)
        .containsValue(0L);
  }

  @Test
  void aPostgresDumpThatEndsWithinItsRowsIsNoDump() throws IOException {
    Path cut = dump("-- Data for Name: t;\n--\n\nCOPY public.t (a) FROM stdin;\n1\n");
    assertThatThrownBy(() -> CopiedRows.in(cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ends within the rows of public.t");
  }

  @Test
  void rowsThatMariadbInsertsAreCountedOnOneLineAndOnMany() throws IOException {
    assertThat(InsertedRows.in(dump("""
        -- INSERT INTO `no` VALUES (1)
        USE `pbx`;
        INSERT INTO `t` VALUES
        (1,'a\\n(x),(y);',0x00FF27),
        (2,'it\\'s (',NULL);
        INSERT INTO `t` VALUES (3,'z'),(4,'\\\\');
        USE `o``dd`;
        INSERT INTO `a b` (`VALUES`, `c`) VALUES (1,_binary 'q(');
        """)))
        .containsEntry("`pbx`.`t`", 4L)
        .containsEntry("`o``dd`.`a b`", 1L)
        .hasSize(2);
  }
}
