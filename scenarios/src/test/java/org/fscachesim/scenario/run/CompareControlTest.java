package org.fscachesim.scenario.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.fscachesim.devnode.external.HostDirectories;
import org.fscachesim.devnode.seccomp.RunRefused;
import org.fscachesim.kernel.KernelConfig;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.netfs.erofs.image.Blob;
import org.fscachesim.netfs.erofs.image.ErofsImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ctl compare`: what a daemon serves, beside what it should serve.
final class CompareControlTest {
  private static final String IMAGE = "plain.img";

  // Where /big begins in the image.
  private static final int BIG = 4096;
  private static final int WRONG = 200_000;

  @TempDir static Path temporary;

  private Path images = Path.of("");
  private DaemonRun run = start();

  private static DaemonRun start() {
    try {
      return DaemonRun.start(
          KernelConfig.of(KernelVersion.D6_12_117),
          HostDirectories.inMemory(),
          List.of(
              Programs.get(Toolchain.C, "poll-loop").toString(),
              Files.createDirectories(temporary.resolve("cache-dir")).toString(),
              TestImages.write(temporary.resolve("images")).toString()));
    } catch (IOException | RunRefused e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void mount() throws Exception {
    images = temporary.resolve("images");
    Applications applications = new Applications(run);
    applications.awaitCache();
    applications.mount(IMAGE, "/mnt");
  }

  @AfterEach
  void endWithNothingLeftOver() throws Exception {
    run.unmountAll();
    new Applications(run).assertDaemonEndsWell();
    run.close();
  }

  /// The exit code, and what is printed.
  private String control(String... words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code = new Controls(run, Duration.ofSeconds(60)).execute(List.of(words), out);
    return code + "\n" + out.toString(UTF_8);
  }

  /// What is in the image, as the reader of images has it that no kernel has a part in.
  private Map<String, byte[]> contents() throws IOException {
    ErofsImage image = ErofsImage.open(Blob.of(Files.readAllBytes(images.resolve(IMAGE))));
    Map<String, byte[]> out = new TreeMap<>();
    for (String path : TestImages.files(IMAGE).keySet()) {
      var inode = image.lookup(path);
      out.put(path, image.read(inode, 0, Math.toIntExact(inode.size())));
    }
    return out;
  }

  private Path copy(Map<String, byte[]> contents) throws IOException {
    Path directory = Files.createTempDirectory(temporary, "copy");
    for (Map.Entry<String, byte[]> file : contents.entrySet()) {
      Path path = directory.resolve(file.getKey().substring(1));
      Path _ = Files.createDirectories(path.getParent());
      Path _ = Files.write(path, file.getValue());
    }
    return directory;
  }

  @Test
  void everyByteIsComparedWithAnImageAndWithADirectory() throws Exception {
    Map<String, byte[]> contents = contents();
    long bytes = contents.values().stream().mapToLong(file -> file.length).sum();
    String same = "0\nfiles: " + contents.size() + "\nbytes: " + bytes + "\n";
    assertEquals(same, control("compare", "/mnt", images.resolve(IMAGE).toString()));
    assertEquals(same, control("compare", "/mnt", copy(contents).toString()));
    assertEquals(
        "0\n{\"files\": " + contents.size() + ", \"bytes\": " + bytes + "}\n",
        control("--json", "compare", "/mnt", images.resolve(IMAGE).toString()));
  }

  @Test
  void theFirstWrongByteIsNamed() throws Exception {
    byte[] image = Files.readAllBytes(images.resolve(IMAGE));
    int right = image[BIG + WRONG] & 0xff;
    image[BIG + WRONG] ^= 1;
    Path other = Files.write(temporary.resolve("other.img"), image);
    String found = String.format("0x%02x", right);
    String expected = String.format("0x%02x", right ^ 1);
    assertEquals(
        "1\npath: /big\noffset: 200000\nfound: " + found + "\nexpected: " + expected + "\n",
        control("compare", "/mnt", other.toString()));
    assertEquals(
        "1\n{\"path\": \"/big\", \"offset\": 200000, \"found\": \""
            + found
            + "\", \"expected\": \""
            + expected
            + "\"}\n",
        control("--json", "compare", "/mnt", other.toString()));
  }

  @Test
  void filesThatAreMissingOrTooShortAreDifferences() throws Exception {
    Map<String, byte[]> contents = contents();
    contents.put("/aaa", new byte[1]);
    assertEquals(
        "1\npath: /aaa\noffset: 0\nfound: no file\nexpected: a file\n",
        control("compare", "/mnt", copy(contents).toString()));
    byte[] _ = contents.remove("/aaa");
    byte[] big = Objects.requireNonNull(contents.remove("/big"));
    assertEquals(
        "1\npath: /big\noffset: 0\nfound: a file\nexpected: no file\n",
        control("compare", "/mnt", copy(contents).toString()));
    contents.put("/big", Arrays.copyOf(big, 131_072));
    assertEquals(
        "1\npath: /big\noffset: 131072\nfound: "
            + String.format("0x%02x", big[131_072] & 0xff)
            + "\nexpected: end of file\n",
        control("compare", "/mnt", copy(contents).toString()));
  }

  @Test
  void anImageMayHaveASecondDevice() throws Exception {
    run.unmountAll();
    new Applications(run).mount(TestImages.MULTI, "/mnt");
    String image = images.resolve(TestImages.MULTI).toString();
    String said = control("compare", "/mnt", image, "device=blob1.img");
    assertTrue(said.startsWith("0\nfiles: " + TestImages.files(TestImages.MULTI).size()), said);
  }

  @Test
  void whatIsNoImageIsBadInputAndNoDifference() throws Exception {
    Path nothing = Files.write(temporary.resolve("nothing.img"), new byte[8192]);
    List<String> said = new ArrayList<>();
    said.add(control("compare", "/mnt", nothing.toString()));
    said.add(control("compare", "/mnt", temporary.resolve("nowhere").toString()));
    assertTrue(
        said.getFirst().startsWith("2\nthe image to compare with: mount: "), said.toString());
    assertEquals(
        "2\nthere is no file or directory " + temporary.resolve("nowhere") + "\n", said.getLast());
  }
}
