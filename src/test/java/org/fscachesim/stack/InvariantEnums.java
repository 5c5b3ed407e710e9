package org.fscachesim.stack;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fscachesim.kernel.invariant.Invariant;
import org.jspecify.annotations.Nullable;

/// The enums whose constants are invariants, and where these are checked.
final class InvariantEnums {
  /// @param places where a checker names it, as `Class#method`
  record Checked(Invariant invariant, Set<String> places) {}

  private InvariantEnums() {}

  /// All constants, by module and declaration.
  static List<Checked> all() {
    List<Checked> out = new ArrayList<>();
    for (JavaSource source : JavaSource.all()) {
      if (Scopes.kernels(source)) {
        for (String name : enumsIn(source)) {
          out.addAll(checked(source, name));
        }
      }
    }
    return out;
  }

  private static List<String> enumsIn(JavaSource source) {
    List<String> found = new ArrayList<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        if (tree.getKind() == Tree.Kind.ENUM
            && tree.getImplementsClause().stream()
                .anyMatch(t -> t.toString().equals("Invariant"))) {
          found.add(tree.getSimpleName().toString());
        }
        return super.visitClass(tree, null);
      }
    }.scan(source.unit(), null);
    return found;
  }

  private static List<Checked> checked(JavaSource declared, String name) {
    Map<String, Checked> byName = new LinkedHashMap<>();
    try {
      for (Object constant :
          Class.forName(declared.packageName() + "." + name).getEnumConstants()) {
        if (constant instanceof Invariant invariant) {
          byName.put(invariant.name(), new Checked(invariant, new TreeSet<>()));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("not compiled: " + name, e);
    }
    for (JavaSource source : JavaSource.all()) {
      if (Scopes.kernels(source) && !source.name().equals(declared.name())) {
        boolean named = source.text().contains("." + name + ".");
        new Uses(name, named, byName).scan(source.unit(), null);
      }
    }
    return List.copyOf(byName.values());
  }

  /// Collects `Enum.CONSTANT`, and `CONSTANT` alone where it is imported.
  private static final class Uses extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final String enumName;
    private final boolean imported;
    private final Map<String, Checked> byName;
    private final Deque<String> classes = new ArrayDeque<>();
    private @Nullable String method;

    Uses(String enumName, boolean imported, Map<String, Checked> byName) {
      this.enumName = enumName;
      this.imported = imported;
      this.byName = byName;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      classes.push(tree.getSimpleName().toString());
      super.visitClass(tree, null);
      classes.pop();
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
      @Nullable String outer = method;
      method = tree.getName().toString();
      super.visitMethod(tree, null);
      method = outer;
      return null;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
      if (tree.getExpression().toString().equals(enumName)) {
        use(tree.getIdentifier().toString());
      }
      return super.visitMemberSelect(tree, null);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
      if (imported) {
        use(tree.getName().toString());
      }
      return null;
    }

    private void use(String constant) {
      Checked found = byName.get(constant);
      if (found != null && method != null && !classes.isEmpty()) {
        found.places().add(classes.peek() + "#" + method);
      }
    }
  }
}
