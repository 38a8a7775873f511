/**
 * The packages to fetch for `wanted`: those that exist, and every library they depend on that is not installed. Only
 * libraries (`lib...`, `lua-...`, `zlib1g`) are followed: running a server needs no service scripts or users. `dependencies`
 * is the output of `apt-cache depends --recurse`; a group of alternatives yields its first one, or nothing if one of them is
 * installed.
 */
export function packageClosure(
  dependencies: string,
  wanted: readonly string[],
  installed: ReadonlySet<string>,
): readonly string[] {
  const graph = parseDependencies(dependencies);
  const closure = new Set(wanted.filter((name) => graph.has(name)));
  for (const name of closure) {
    for (const alternatives of graph.get(name) ?? []) {
      const first = alternatives[0];
      if (first === undefined || !isLibrary(first)) continue;
      if (!alternatives.some((alternative) => installed.has(alternative))) closure.add(first);
    }
  }
  return [...closure];
}

type Alternatives = readonly string[];

/**
 * Parses `apt-cache depends`: an unindented package name, then `  Depends: name`, or ` |Depends: name` if the next line is
 * an alternative to it. `<name>` is virtual, and its providers follow, indented by four.
 */
function parseDependencies(text: string): ReadonlyMap<string, readonly Alternatives[]> {
  const graph = new Map<string, Alternatives[]>();
  let groups: Alternatives[] = [];
  let group: string[] = [];
  let groupGoesOn = false;
  for (const line of text.split('\n')) {
    const dependency = /^ ([ |])(?:Pre)?Depends: (\S+)$/.exec(line);
    if (dependency) {
      if (!groupGoesOn) {
        group = [];
        groups.push(group);
      }
      groupGoesOn = dependency[1] === '|';
      const name = dependency[2] ?? '';
      if (!name.startsWith('<')) group.push(name);
    } else if (/^ {4}\S+$/.test(line)) {
      group.push(line.trim());
    } else if (/^[^\s<]+$/.test(line)) {
      groups = graph.get(line) ?? [];
      graph.set(line, groups);
      groupGoesOn = false;
    }
  }
  return graph;
}

function isLibrary(name: string): boolean {
  return /^(lib|lua-|zlib)[^:]*$/.test(name);
}
