import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { findCycles } from './find-cycles.js';
import { findImports } from './find-imports.js';

/**
 * @typedef {object} RoomTable
 * @property {readonly (readonly string[])[]} layers rooms from the top down
 * @property {readonly string[]} leaves rooms that every higher room may import without an entry
 * @property {Readonly<Record<string, { readonly purpose: string, readonly imports: readonly string[] }>>} rooms
 * @property {Readonly<Record<string, readonly string[]>>} packages the only rooms, folders or files that may import it
 * @property {Readonly<Record<string, readonly string[]>>} builtins the same for Node built-ins; others are free
 * @property {readonly string[]} [computed] files that may import a module which the user names
 * @property {readonly { readonly room: string, readonly builtins: readonly string[], readonly except: readonly string[] }[]} forbidden
 */

/**
 * Checks modules against the table of rooms, and the table against the modules.
 *
 * @param {ReadonlyMap<string, string>} modules the text of each file, by its path in src, such as
 * `load/pacer/constant.ts`
 * @param {RoomTable} table
 * @returns {string[]} one sentence per problem
 */
export function checkRooms(modules, table) {
  if (modules.size === 0) return ['No module was looked at: src has no TypeScript file, so nothing was checked.'];
  const uses = [...modules].flatMap(([path, text]) => usesOf(path, text, modules));
  return [
    ...tableProblems(table),
    ...folderProblems(modules, table),
    ...uses.flatMap((use) => useProblems(use, table)),
    ...cycleProblems(modules, uses),
    ...staleEntries(uses, table),
  ];
}

/**
 * @typedef {object} Use one import of one file
 * @property {string} from path of the importing file
 * @property {number} line
 * @property {string | undefined} specifier
 * @property {'module' | 'missing' | 'package' | 'builtin' | 'computed'} kind
 * @property {string} target path of the module, or name of the package or built-in
 * @property {boolean} separate
 */

/**
 * @param {string} path
 * @param {string} text
 * @param {ReadonlyMap<string, string>} modules
 * @returns {Use[]}
 */
function usesOf(path, text, modules) {
  return findImports(path, text).map(({ specifier, line, separate }) => {
    const base = { from: path, line, specifier, separate };
    if (specifier === undefined) return { ...base, kind: 'computed', target: '' };
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
      return { ...base, kind: modules.has(target) ? 'module' : 'missing', target };
    }
    if (specifier.startsWith('node:')) return { ...base, kind: 'builtin', target: specifier };
    if (builtinModules.includes(specifier)) return { ...base, kind: 'builtin', target: `node:${specifier}` };
    return { ...base, kind: 'package', target: packageName(specifier) };
  });
}

/** @param {string} specifier */
function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * @param {RoomTable} table
 * @returns {string[]}
 */
function tableProblems({ layers, leaves, rooms }) {
  const problems = [];
  const layered = layers.flat();
  for (const room of new Set([...layered, ...leaves, ...Object.keys(rooms)])) {
    const times = layered.filter((other) => other === room).length;
    if (times !== 1) problems.push(`rooms.cjs: the room ${room} is on ${times} layers; it must be on exactly one.`);
    if (!Object.hasOwn(rooms, room)) problems.push(`rooms.cjs: the room ${room} has no entry under rooms.`);
  }
  for (const [room, { imports }] of Object.entries(rooms))
    for (const other of imports) {
      if (!liesBelow(layers, other, room))
        problems.push(`rooms.cjs: ${room} may not be allowed ${other}, which isn't on a layer below it.`);
      if (leaves.includes(other))
        problems.push(`rooms.cjs: ${room} needs no entry for ${other}, a leaf that every room above it may import.`);
    }
  return problems;
}

/**
 * @param {RoomTable['layers']} layers
 * @param {string} lower
 * @param {string} upper
 */
function liesBelow(layers, lower, upper) {
  /** @param {string} room */
  const depth = (room) => layers.findIndex((layer) => layer.includes(room));
  return depth(lower) > depth(upper);
}

/**
 * @param {ReadonlyMap<string, string>} modules
 * @param {RoomTable} table
 * @returns {string[]}
 */
function folderProblems(modules, { rooms }) {
  const problems = [];
  const found = new Set();
  for (const path of modules.keys()) {
    if (path.includes('/')) found.add(roomOf(path));
    else problems.push(`src/${path} lies in no room. Move it into one.`);
  }
  for (const room of found)
    if (!Object.hasOwn(rooms, room))
      problems.push(`src/${room} is not in the table of rooms.cjs. Add it, or move its files.`);
  for (const room of Object.keys(rooms))
    if (!found.has(room))
      problems.push(`rooms.cjs has the room ${room}, but src/${room} has no module. Remove the entry.`);
  return problems;
}

/** @param {string} path */
function roomOf(path) {
  return /** @type {string} */ (path.split('/')[0]);
}

/**
 * @param {Use} use
 * @param {RoomTable} table
 * @returns {string[]}
 */
function useProblems(use, table) {
  const where = `src/${use.from}:${use.line}`;
  switch (use.kind) {
    case 'computed':
      return table.computed?.includes(use.from)
        ? []
        : [`${where} imports something computed, so no check can follow it. Name the module as a plain string.`];
    case 'missing':
      return [`${where} imports ${use.specifier}, which is no TypeScript file below src.`];
    case 'module':
      return mayImportRoom(roomOf(use.from), roomOf(use.target), table)
        ? []
        : [`${where} imports ${use.specifier}: the room ${roomOf(use.from)} may not import ${roomOf(use.target)}.`];
    case 'package':
      return packageProblems(use, where, table);
    case 'builtin':
      return builtinProblems(use, where, table);
    default: {
      /** @type {never} */
      const unhandled = use.kind;
      throw new Error(`unhandled kind of import: ${unhandled}`);
    }
  }
}

/**
 * @param {string} room
 * @param {string} other
 * @param {RoomTable} table
 */
function mayImportRoom(room, other, { layers, leaves, rooms }) {
  if (room === other) return true;
  if (leaves.includes(other)) return liesBelow(layers, other, room);
  return rooms[room]?.imports.includes(other) ?? false;
}

/**
 * @param {Use} use
 * @param {string} where
 * @param {RoomTable} table
 */
function packageProblems({ from, target }, where, { packages }) {
  const places = Object.hasOwn(packages, target) ? packages[target] : undefined;
  if (!places) return [`${where} imports the package ${target}, which rooms.cjs doesn't have.`];
  return places.some((place) => liesIn(from, place))
    ? []
    : [`${where} imports the package ${target}, which may only be used in ${places.join(', ')}.`];
}

/**
 * @param {Use} use
 * @param {string} where
 * @param {RoomTable} table
 */
function builtinProblems({ from, target }, where, { builtins, forbidden }) {
  const problems = [];
  const places = Object.hasOwn(builtins, target) ? builtins[target] : undefined;
  if (places && !places.some((place) => liesIn(from, place)))
    problems.push(`${where} imports ${target}, which may only be used in ${places.join(', ')}.`);
  const ban = forbidden.find((entry) => entry.room === roomOf(from) && entry.builtins.includes(target));
  if (ban && !ban.except.some((place) => liesIn(from, place)))
    problems.push(`${where} imports ${target}: the room ${ban.room} must do without it.`);
  return problems;
}

/**
 * @param {string} path
 * @param {string} place a room, or a folder or file in src
 */
function liesIn(path, place) {
  return path === place || path.startsWith(`${place}/`);
}

/**
 * A worker's file is a separate program: whoever starts it by URL isn't in a cycle with the types that it imports.
 *
 * @param {ReadonlyMap<string, string>} modules
 * @param {readonly Use[]} uses
 * @returns {string[]}
 */
function cycleProblems(modules, uses) {
  /** @type {Map<string, string[]>} */
  const graph = new Map([...modules.keys()].map((path) => [path, []]));
  for (const use of uses) if (use.kind === 'module' && !use.separate) graph.get(use.from)?.push(use.target);
  return findCycles(graph).map((cycle) => `Files import each other in a circle: ${cycle.join(' → ')}.`);
}

/**
 * @param {readonly Use[]} uses
 * @param {RoomTable} table
 * @returns {string[]}
 */
function staleEntries(uses, { rooms, packages, builtins, forbidden, computed = [] }) {
  const problems = [];
  for (const place of computed)
    if (!uses.some((use) => use.kind === 'computed' && use.from === place))
      problems.push(`rooms.cjs: ${place} may import something computed, but does not. Remove the entry.`);
  for (const [room, { imports }] of Object.entries(rooms))
    for (const other of imports)
      if (!uses.some((use) => use.kind === 'module' && roomOf(use.from) === room && roomOf(use.target) === other))
        problems.push(`rooms.cjs: ${room} may import ${other}, but no file does. Remove the entry.`);
  for (const [name, places] of [...Object.entries(packages), ...Object.entries(builtins)])
    for (const place of places)
      if (!uses.some((use) => use.target === name && liesIn(use.from, place)))
        problems.push(`rooms.cjs: ${place} may import ${name}, but no file does. Remove the entry.`);
  for (const { room, builtins: banned, except } of forbidden)
    for (const place of except)
      if (!uses.some((use) => banned.includes(use.target) && liesIn(use.from, place)))
        problems.push(`rooms.cjs: ${place} is excepted from what ${room} must do without, but needs no exception.`);
  return problems;
}
