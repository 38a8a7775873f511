/** Short names of varied settings: the last part of a path, unless two would be the same. */
export function axisLabels(names: readonly string[]): readonly string[] {
  const last = names.map((name) => name.slice(name.lastIndexOf('.') + 1));
  return last.map((label, index) =>
    last.filter((other) => other === label).length > 1 ? (names[index] ?? '') : label,
  );
}
