package dev.bcs.cli;

import dev.bcs.daemon.Tables;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.ledger.Ledger;
import dev.bcs.store.ContentId;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.Outcome;
import dev.bcs.store.PackedChunk;
import dev.bcs.store.Samples;
import dev.bcs.store.Store;
import dev.bcs.store.Ticket;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One unit of a pair on this machine: a folder with its home and configuration. */
final class Site {
  final String name;
  final Path folder;
  final Home home;
  final Path config;
  final int port;

  Site(Path parent, String name, int port) throws IOException {
    this.name = name;
    this.folder = Files.createDirectories(parent.resolve(name));
    this.home = Home.at(folder.resolve("home"));
    this.config = folder.resolve("bcs.toml");
    this.port = port;
  }

  Shell shell() {
    return Shell.real(home.directory(), config);
  }

  Path live() {
    return folder.resolve("live");
  }

  /** Writes the configuration; {@code service} is added as it is. */
  void configure(String role, int peerPort, String service) throws IOException {
    Files.createDirectories(live());
    Files.writeString(
        config, String.format(Locale.ROOT, """
        [unit]
        name = "%s"
        [pair]
        name = "hq-pbx"
        preferred-role = "%s"
        peer = ["127.0.0.1:%d"]
        [link]
        listen = ["127.0.0.1:%d"]
        [[application]]
        name = "pbx"
        [[application.dataset]]
        name = "mail"
        type = "files"
        path = "%s"
        class = "voicemail"
        %s
        """, name, role, peerPort, port, live(), service));
  }

  Ledger ledger() {
    return Ledger.open(home.prepare().ledger(), Tables.ALL);
  }

  /** Puts a verified generation of small files, path and content in turn, into the store. */
  long keep(String... files) throws IOException {
    try (Ledger ledger = ledger();
        Store store = Store.open(Disk.system(), BytePath.of(home.store()), ledger)) {
      Ticket ticket = store.book().begin(0, Clocks.system());
      List<ContentId> ids = new ArrayList<>();
      List<Entry> entries = new ArrayList<>();
      entries.add(owned(Samples.directory("")));
      for (int i = 0; i < files.length; i += 2) {
        byte[] content = Samples.bytes(files[i + 1]);
        store.chunks().put(PackedChunk.of(content, 1));
        ids.add(ContentId.of(content));
        entries.add(owned(Samples.file(files[i], 0, content)));
      }
      store.chunks().sync();
      Manifest manifest = new Manifest(
          ticket,
          Outcome.COMPLETE,
          List.of(new Manifest.Tree("pbx/mail", "voicemail", entries)),
          List.of());
      Set<Long> packs = store.chunks().packsOf(ids, new ArrayList<>());
      store.book().keepManifest(ticket.generation(), ManifestCodec.encode(manifest));
      store.book().stored(manifest, packs);
      store.book().verified(ticket.generation(), Clocks.system().now());
      return ticket.generation().number();
    }
  }

  /** The same name, but this user's, so that anybody may run the test. */
  private Entry owned(Entry e) throws IOException {
    Stat mine = Disk.system().stat(BytePath.of(folder));
    return new Entry(
        e.path(),
        e.kind(),
        e.mode(),
        mine.user(),
        mine.group(),
        e.modified(),
        e.size(),
        e.hardLink(),
        e.target(),
        e.chunks(),
        e.sizes(),
        e.traits());
  }
}
