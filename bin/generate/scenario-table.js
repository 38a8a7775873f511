import { markdownTable } from './markdown-table.js';
import { printedBy } from './project.js';

/**
 * @typedef {object} Schema what is used of a JSON schema
 * @property {string} [description]
 * @property {unknown} [default]
 * @property {string} [type]
 * @property {readonly unknown[]} [enum]
 * @property {unknown} [const]
 * @property {number} [minimum]
 * @property {number} [exclusiveMinimum]
 * @property {number} [maximum]
 * @property {readonly unknown[]} [examples]
 * @property {Record<string, Schema>} [properties]
 * @property {Schema | boolean} [additionalProperties]
 * @property {Schema} [items]
 * @property {readonly Schema[]} [anyOf]
 * @property {readonly string[]} [required]
 */

/** Every word of a scenario file, by its path as `--set` takes it. */
export async function scenarioTable() {
  /** @type {Schema} */
  const schema = JSON.parse(printedBy(['bin/run.js', 'scenario', 'schema']));
  return markdownTable(['path', 'value', 'default', 'meaning'], rowsOf(schema, ''));
}

/**
 * @param {Schema} schema
 * @param {string} path
 * @returns {string[][]}
 */
function rowsOf(schema, path) {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const here = `${path}${key}`;
    const isRequired = schema.required?.includes(key) ?? false;
    const inner = [field, ...(field.anyOf ?? [])].find(({ properties }) => properties !== undefined);
    const isMappingAlone = field.properties !== undefined && field.description === undefined;
    const own = isMappingAlone ? [] : [row(here, field, isRequired)];
    if (inner) return [...own, ...rowsOf(inner, `${here}.`)];
    return [...own, ...rowsOf(field.items ?? {}, `${here}.N.`)];
  });
}

/**
 * @param {string} path
 * @param {Schema} field
 * @param {boolean} isRequired
 */
function row(path, field, isRequired) {
  const fallback = field.default === undefined ? '' : code(field.default);
  return [`\`${path}\``, writtenAs(field), isRequired ? 'must be given' : fallback, field.description ?? ''];
}

/**
 * @param {Schema} field
 * @returns {string}
 */
function writtenAs(field) {
  if (field.enum) return field.enum.map(code).join(', ');
  if (field.const !== undefined) return code(field.const);
  if (field.examples) return `such as ${field.examples.map(code).join(', ')}`;
  if (field.anyOf) return field.anyOf.map(writtenAs).join(', or ');
  if (field.properties) return 'a mapping, see below';
  switch (field.type) {
    case 'integer':
    case 'number': {
      const range = `from ${field.minimum} to ${field.maximum?.toLocaleString('en')}`;
      return `${field.type === 'integer' ? 'a whole number' : 'a number'} ${range}`;
    }
    case 'string':
      return 'a text';
    case 'array':
      return 'a list';
    case 'object':
      return 'a mapping';
    default:
      return field.type === undefined ? 'a text' : code(field.type);
  }
}

/** @param {unknown} value */
function code(value) {
  return `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``;
}
