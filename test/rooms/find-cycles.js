/**
 * The cycles of a directed graph, each written from a node back to itself; one per strongly connected component, so
 * that a tangle is reported once.
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph the targets of each node's edges
 * @returns {string[][]}
 */
export function findCycles(graph) {
  /** @type {string[][]} */
  const cycles = [];
  const settled = new Set();
  for (const node of graph.keys()) {
    if (settled.has(node)) continue;
    const cycle = shortestCycleThrough(node, graph);
    if (!cycle) continue;
    cycles.push(cycle);
    for (const other of nodesThatReachEachOther(node, graph)) settled.add(other);
  }
  return cycles;
}

/**
 * @param {string} start
 * @param {ReadonlyMap<string, readonly string[]>} graph
 * @returns {string[] | undefined}
 */
function shortestCycleThrough(start, graph) {
  const seen = new Set();
  let paths = [[start]];
  while (paths.length > 0) {
    /** @type {string[][]} */
    const longer = [];
    for (const path of paths)
      for (const target of graph.get(/** @type {string} */ (path.at(-1))) ?? []) {
        if (target === start) return [...path, start];
        if (seen.has(target)) continue;
        seen.add(target);
        longer.push([...path, target]);
      }
    paths = longer;
  }
  return undefined;
}

/**
 * @param {string} node
 * @param {ReadonlyMap<string, readonly string[]>} graph
 */
function nodesThatReachEachOther(node, graph) {
  return [...reachableFrom(node, graph)].filter((other) => reachableFrom(other, graph).has(node));
}

/**
 * @param {string} node
 * @param {ReadonlyMap<string, readonly string[]>} graph
 */
function reachableFrom(node, graph) {
  const reached = new Set([node]);
  for (const each of reached) for (const target of graph.get(each) ?? []) reached.add(target);
  return reached;
}
