import { posix } from 'node:path';
import ts from 'typescript';

/**
 * The names in a registry, each with the place that may compare it: the folder of its definition, or only the file if
 * it is next to the registry. An entry defined in the registry's own file has that file.
 *
 * @param {string} path of the registry's file
 * @param {string} text
 * @param {string} variable the constant that holds it
 * @returns {ReadonlyMap<string, string>} places by name; empty if there is no such constant
 */
export function readRegistry(path, text, variable) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports = importedNames(source);
  /** @type {Map<string, string>} */
  const places = new Map();
  visit(source);
  return places;

  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isVariableDeclaration(node) && node.name.getText() === variable && node.initializer)
      for (const [name, value] of entriesOf(node.initializer)) places.set(name, placeOf(value));
    ts.forEachChild(node, visit);
  }

  /** @param {string} value */
  function placeOf(value) {
    const specifier = imports.get(value);
    if (specifier === undefined) return path;
    const file = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
    return posix.dirname(file) === posix.dirname(path) ? file : posix.dirname(file);
  }
}

/**
 * @param {ts.Expression} initializer
 * @returns {readonly (readonly [name: string, value: string])[]}
 */
function entriesOf(initializer) {
  const bare =
    ts.isSatisfiesExpression(initializer) || ts.isAsExpression(initializer) ? initializer.expression : initializer;
  if (bare !== initializer) return entriesOf(bare);
  if (!ts.isObjectLiteralExpression(bare)) return [];
  return bare.properties.flatMap((property) => {
    if (ts.isShorthandPropertyAssignment(property))
      return [/** @type {const} */ ([property.name.text, property.name.text])];
    if (!ts.isPropertyAssignment(property)) return [];
    const name = ts.isStringLiteralLike(property.name) ? property.name.text : property.name.getText();
    return [/** @type {const} */ ([name, property.initializer.getText()])];
  });
}

/** @param {ts.SourceFile} source */
function importedNames(source) {
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamedImports(bindings))
      for (const { name } of bindings.elements) names.set(name.text, statement.moduleSpecifier.text);
  }
  return names;
}
