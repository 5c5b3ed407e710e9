package org.fscachesim.stack;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The enums that implement `org.fscachesim.kernel.Switch`.
final class SwitchEnums {
  /// An enum of switches.
  ///
  /// @param name without the package
  /// @param source where it is declared
  record SwitchEnum(String name, JavaSource source, List<String> constants) {
    /// Whether its constants are bugs that were mended, or guards against bugs, and not other
    /// behaviour.
    boolean isFixes() {
      return name.endsWith("Fix") || name.endsWith("Mutation");
    }
  }

  private SwitchEnums() {}

  static boolean declaredIn(JavaSource source) {
    return !in(source).isEmpty();
  }

  static List<SwitchEnum> in(JavaSource source) {
    List<SwitchEnum> found = new ArrayList<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        if (tree.getKind() == Tree.Kind.ENUM
            && tree.getImplementsClause().stream().anyMatch(t -> t.toString().equals("Switch"))) {
          found.add(new SwitchEnum(tree.getSimpleName().toString(), source, constants(tree)));
        }
        return super.visitClass(tree, null);
      }
    }.scan(source.unit(), null);
    return found;
  }

  private static List<String> constants(ClassTree tree) {
    List<String> names = new ArrayList<>();
    for (Tree member : tree.getMembers()) {
      if (member instanceof VariableTree field
          && field.getType() != null
          && field.getType().toString().equals(tree.getSimpleName().toString())) {
        names.add(field.getName().toString());
      }
    }
    return names;
  }
}
