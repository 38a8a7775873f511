import ts from 'typescript';

/**
 * @typedef {object} Comparison a word that code compares with something
 * @property {string} word
 * @property {string | undefined} subject the last name of what it is compared with: `kind` of `topology.kind`
 * @property {number} line counted from 1
 */

const equalities = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

/**
 * Every comparison with a word: `===`, `!==`, `case`, `['a', 'b'].includes(...)`, `list.includes('a')` and `new Set(['a'])`.
 *
 * @param {string} path
 * @param {string} text
 * @returns {Comparison[]}
 */
export function findComparisons(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {Comparison[]} */
  const found = [];
  visit(source);
  return found;

  /** @param {ts.Node} node */
  function visit(node) {
    for (const { words, subject } of comparedIn(node))
      for (const word of words) {
        const line = source.getLineAndCharacterOfPosition(word.getStart()).line + 1;
        found.push({ word: word.text, subject: subject && lastName(subject), line });
      }
    ts.forEachChild(node, visit);
  }
}

/**
 * @param {ts.Node} node
 * @returns {{ words: readonly ts.StringLiteralLike[], subject: ts.Expression | undefined }[]}
 */
function comparedIn(node) {
  if (ts.isBinaryExpression(node) && equalities.has(node.operatorToken.kind))
    return [
      { words: literals([node.left]), subject: node.right },
      { words: literals([node.right]), subject: node.left },
    ];
  if (ts.isCaseClause(node)) return [{ words: literals([node.expression]), subject: node.parent.parent.expression }];
  if (ts.isNewExpression(node) && node.expression.getText() === 'Set')
    return [{ words: listed(node.arguments?.[0]), subject: undefined }];
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    if (node.expression.name.text !== 'includes') return [];
    const list = node.expression.expression;
    return [
      { words: listed(list), subject: node.arguments[0] },
      { words: literals([...node.arguments]), subject: list },
    ];
  }
  return [];
}

/** @param {ts.Expression | undefined} list */
function listed(list) {
  const bare = list && ts.isAsExpression(list) ? list.expression : list;
  return bare && ts.isArrayLiteralExpression(bare) ? literals([...bare.elements]) : [];
}

/** @param {readonly ts.Expression[]} expressions */
function literals(expressions) {
  return expressions.filter((expression) => ts.isStringLiteralLike(expression));
}

/** @param {ts.Expression} expression */
function lastName(expression) {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}
