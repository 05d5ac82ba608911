package dev.bcs.demo;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Ran;
import dev.bcs.files.Disk;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One real switchboard in a folder, started and stopped by its installed program. */
final class Stand implements AutoCloseable {
  static final SampleData.Amount TINY = new SampleData.Amount(9, 6, 400, 400);

  final Path data;
  final Path pid;
  final Path program;
  private final Commands commands = new Commands(Clocks.system());
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  Stand(Path folder) throws IOException, URISyntaxException {
    data = folder.resolve("data");
    pid = folder.resolve("switchboard.pid");
    SampleData sample = new SampleData(Disk.system(), 7, TINY);
    sample.layOut(data);
    program = sample.installTools(folder.resolve("tools it's"), java(), classes());
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The product's own classes and nothing else: a switchboard needs no library. */
  static String classes() throws URISyntaxException {
    return Path.of(Switchboard.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI())
        .toString();
  }

  Ran program(String verb, String... more) {
    List<String> command = new ArrayList<>(List.of(program.toString(), verb));
    command.addAll(Arrays.asList(more));
    return commands.run(command, Map.of(), Duration.ofSeconds(20));
  }

  Ran start(String... more) {
    List<String> words = new ArrayList<>(List.of(
        "--data", data.toString(), "--port", "0", "--pid", pid.toString(), "--unit", "wave <a>"));
    words.addAll(Arrays.asList(more));
    return program("start", words.toArray(new String[0]));
  }

  Ran stop() {
    return program("stop", "--pid", pid.toString());
  }

  Optional<ProcessHandle> process() throws IOException {
    return Files.exists(pid)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0)))
        : Optional.empty();
  }

  /** Whether a process has ended; where nobody collects orphans, a name without a program stays. */
  static boolean gone(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).isEmpty();
    } catch (IOException collected) {
      return true;
    }
  }

  int port() throws IOException {
    return Integer.parseInt(Files.readAllLines(pid).get(1).replaceAll("\\D", ""));
  }

  URI url() throws IOException {
    return URI.create("http://127.0.0.1:" + port() + "/");
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url().resolve(path))
        .timeout(Duration.ofSeconds(5))
        .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url().resolve(path))
        .timeout(Duration.ofSeconds(5))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    Optional<ProcessHandle> left = process();
    if (!stop().good()) {
      left.ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
