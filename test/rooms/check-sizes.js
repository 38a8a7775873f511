import ts from 'typescript';

/**
 * @typedef {object} SizeTable
 * @property {number} fileLines the most lines of a file
 * @property {number} functionLines the most lines of a function, from its name to its closing brace
 * @property {readonly { readonly file: string, readonly function?: string, readonly because: string }[]} exceptions a file, or one function in it
 */

/**
 * No file and no function is longer than what a reader can take in at once. Exceptions are tables, which nobody reads from
 * top to bottom.
 *
 * @param {ReadonlyMap<string, string>} modules the text of each file, by its path below src
 * @param {SizeTable} table
 * @returns {string[]} one sentence for each problem; empty when all is well
 */
export function checkSizes(modules, { fileLines, functionLines, exceptions }) {
  const problems = [];
  const used = new Set();
  /**
   * @param {string} file
   * @param {string | undefined} name
   */
  const isExcepted = (file, name) => {
    const exception = exceptions.find((one) => one.file === file && one.function === name);
    if (exception) used.add(exception);
    return exception !== undefined;
  };
  for (const [path, text] of modules) {
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (lines > fileLines && !isExcepted(path, undefined))
      problems.push(
        `src/${path} has ${lines} lines; a file has at most ${fileLines}. Move one of its ideas elsewhere.`,
      );
    // Only a file longer than that can have such a function.
    if (lines <= functionLines) continue;
    for (const { name, line, length } of findFunctions(path, text))
      if (length > functionLines && !isExcepted(path, name))
        problems.push(
          `src/${path}:${line} ${name} has ${length} lines; a function has at most ${functionLines}. Move a step into its own function.`,
        );
  }
  for (const exception of exceptions)
    if (!used.has(exception))
      problems.push(
        `rooms.cjs: ${exception.function ?? 'the file'} in ${exception.file} may be long, but isn't. Remove the exception.`,
      );
  return problems;
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {{ name: string, line: number, length: number }[]} every function, nested ones too
 */
function findFunctions(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {{ name: string, line: number, length: number }[]} */
  const found = [];
  visit(source);
  return found;

  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const last = source.getLineAndCharacterOfPosition(node.end).line;
      found.push({ name: nameOf(node), line: first + 1, length: last - first + 1 });
    }
    ts.forEachChild(node, visit);
  }
}

/** @param {ts.SignatureDeclaration} node */
function nameOf(node) {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named?.getText() ?? (ts.isConstructorDeclaration(node) ? 'constructor' : 'an unnamed function');
}
