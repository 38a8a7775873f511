import ts from 'typescript';

/**
 * @typedef {object} FoundImport
 * @property {string | undefined} specifier what is imported; undefined if it is computed and can't be known
 * @property {number} line counted from 1
 * @property {boolean} separate true for a file that is started as a separate program (`new URL('./worker.js',
 * import.meta.url)`)
 */

/**
 * Every import of a TypeScript file: static, type-only, re-exported, dynamic, `import('x').Type`, `require`, and files
 * named by a URL relative to the module, such as worker threads.
 *
 * @param {string} path
 * @param {string} text
 * @returns {FoundImport[]}
 */
export function findImports(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {FoundImport[]} */
  const found = [];
  visit(source);
  return found;

  /** @param {ts.Node} node */
  function visit(node) {
    const target = importTarget(node);
    if (target) {
      const specifier = ts.isStringLiteralLike(target.named) ? target.named.text : undefined;
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ specifier, line, separate: target.separate });
    }
    ts.forEachChild(node, visit);
  }
}

/**
 * @param {ts.Node} node
 * @returns {{ named: ts.Node, separate: boolean } | undefined}
 */
function importTarget(node) {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
    return { named: node.moduleSpecifier, separate: false };
  if (ts.isExternalModuleReference(node)) return { named: node.expression, separate: false };
  if (ts.isImportTypeNode(node))
    return { named: ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument, separate: false };
  if (ts.isCallExpression(node) && node.arguments[0] && loadsModule(node.expression))
    return { named: node.arguments[0], separate: false };
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL' && namesModuleFile(node.arguments))
    return { named: /** @type {ts.Node} */ (node.arguments?.[0]), separate: true };
  return undefined;
}

/** @param {ts.Expression} called */
function loadsModule(called) {
  return called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === 'require');
}

/** @param {ts.NodeArray<ts.Expression> | undefined} given */
function namesModuleFile(given) {
  const [file, base] = given ?? [];
  return (
    file !== undefined &&
    ts.isStringLiteralLike(file) &&
    /^\.{1,2}\/.*\.js$/.test(file.text) &&
    base?.getText() === 'import.meta.url'
  );
}
