package org.fscachesim.stack;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The names that a file uses, as they are written: `Thread`, `System.nanoTime`, and in imports and
/// written in full `java.util.Map`.
///
/// Of `a.b.c` there are three: `a`, `a.b` and `a.b.c`. `A::b` counts as `A.b`.
final class Names extends TreeScanner<@Nullable Void, @Nullable Void> {
  /// A name at a place.
  record Use(String name, Tree tree) {
    /// What comes after the last dot.
    String last() {
      return name.substring(name.lastIndexOf('.') + 1);
    }
  }

  private final List<Use> uses = new ArrayList<>();

  private Names() {}

  static List<Use> in(JavaSource source) {
    Names names = new Names();
    names.scan(source.unit(), null);
    return names.uses;
  }

  @Override
  public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
    uses.add(new Use(tree.getName().toString(), tree));
    return null;
  }

  @Override
  public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
    add(tree, tree.getExpression(), tree.getIdentifier().toString());
    return super.visitMemberSelect(tree, null);
  }

  @Override
  public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
    add(tree, tree.getQualifierExpression(), tree.getName().toString());
    return super.visitMemberReference(tree, null);
  }

  /// Calls in the chain (`x().y`) have no name as a whole.
  private void add(Tree tree, ExpressionTree qualifier, String member) {
    if (isName(qualifier)) {
      uses.add(new Use(qualifier + "." + member, tree));
    }
  }

  private static boolean isName(ExpressionTree tree) {
    return tree instanceof IdentifierTree
        || tree instanceof MemberSelectTree select && isName(select.getExpression());
  }
}
