package org.fscachesim.stack;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fscachesim.kernel.KernelVersion;
import org.fscachesim.kernel.Switch;
import org.fscachesim.stack.SwitchEnums.SwitchEnum;
import org.jspecify.annotations.Nullable;

/// The tables of `docs/profiles.md`: which release has which switch, made from the enums and the
/// comments on their constants.
final class ProfilesDocument {
  /// A link of a doc comment, whose brackets mean nothing in a plain document.
  private static final Pattern LINK = Pattern.compile("\\[#?([^\\]]+)\\](?!\\()");

  private ProfilesDocument() {}

  /// A section for each enum, by module and name.
  static String tables() {
    return JavaSource.all().stream()
        .filter(Scopes::kernels)
        .flatMap(source -> SwitchEnums.in(source).stream())
        .sorted(
            Comparator.comparing((SwitchEnum item) -> item.source().module())
                .thenComparing(SwitchEnum::name))
        .map(ProfilesDocument::section)
        .collect(Collectors.joining("\n"));
  }

  private static String section(SwitchEnum item) {
    List<String> lines = new ArrayList<>();
    lines.add("### " + item.name() + " (" + item.source().module() + ")");
    lines.add("");
    StringBuilder head = new StringBuilder("| switch |");
    StringBuilder rule = new StringBuilder("|---|");
    for (KernelVersion version : KernelVersion.values()) {
      head.append(" ").append(version.release()).append(" |");
      rule.append(":-:|");
    }
    lines.add(head + " meaning |");
    lines.add(rule + "---|");
    for (String constant : item.constants()) {
      lines.add(row(item, constant));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String row(SwitchEnum item, String name) {
    Switch constant = constant(item, name);
    StringBuilder row = new StringBuilder("| `").append(name).append("` |");
    for (KernelVersion version : KernelVersion.values()) {
      row.append(constant.in(version) ? " ✓ |" : " |");
    }
    return row.append(" ").append(comment(item, name)).append(" |").toString();
  }

  private static Switch constant(SwitchEnum item, String name) {
    String type = item.source().packageName() + "." + item.name();
    try {
      for (Object constant : Class.forName(type).getEnumConstants()) {
        if (constant instanceof Switch found && found.name().equals(name)) {
          return found;
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("not compiled: " + type, e);
    }
    throw new IllegalStateException(type + " has no constant " + name);
  }

  /// The lines of doc comment right above the constant, as one line.
  private static String comment(SwitchEnum item, String name) {
    List<String> lines = item.source().text().lines().toList();
    int declared = (int) item.source().line(declaration(item, name)) - 1;
    int first = declared;
    while (first > 0 && lines.get(first - 1).strip().startsWith("///")) {
      first--;
    }
    String text =
        lines.subList(first, declared).stream()
            .map(line -> line.strip().substring("///".length()).strip())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining(" "));
    if (text.isEmpty()) {
      throw new IllegalStateException(item.name() + "." + name + " has no doc comment");
    }
    return LINK.matcher(text).replaceAll("`$1`").replace("|", "\\|");
  }

  private static Tree declaration(SwitchEnum item, String name) {
    List<Tree> found = new ArrayList<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        if (tree.getSimpleName().contentEquals(item.name())) {
          tree.getMembers().stream()
              .filter(m -> m instanceof VariableTree v && v.getName().contentEquals(name))
              .forEach(found::add);
        }
        return super.visitClass(tree, null);
      }
    }.scan(item.source().unit(), null);
    return found.getFirst();
  }
}
