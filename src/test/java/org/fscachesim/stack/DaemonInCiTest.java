package org.fscachesim.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.fscachesim.scenario.transcript.Transcript;
import org.fscachesim.scenario.transcript.TranscriptSyntaxException;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What `docs/daemon-in-ci.md` gives to copy is well formed.
final class DaemonInCiTest {
  /// The first block of a document that follows such a line.
  private static String block(String document, String opening) {
    String text = Repository.read(Repository.root().resolve("docs").resolve(document));
    int begin = text.indexOf(opening + "\n") + opening.length() + 1;
    return text.substring(begin, text.indexOf("```", begin));
  }

  @Test
  void theJobIsWellFormed() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object job = new Yaml(new SafeConstructor(options)).load(block("daemon-in-ci.md", "```yaml"));
    Map<?, ?> keys = assertInstanceOf(Map.class, job);
    assertTrue(keys.containsKey("jobs"), keys.toString());
  }

  @Test
  void theScriptsCanBeRead() throws TranscriptSyntaxException {
    String script = block("daemon-in-ci.md", "[script](daemons.md#scripts):\n\n```");
    assertEquals(5, Transcript.parseScript("daemon-in-ci.md", script).steps().size());
    String longer = block("daemons.md", "and `/cache` is the directory that it named.\n\n```");
    assertEquals(13, Transcript.parseScript("daemons.md", longer).steps().size());
  }
}
