/** The header comment of a scenario file as text, without the lines for editors and tests. @param {string} source */
export function headerOf(source) {
  const lines = source.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^# ?/, ''))
    .filter((line) => !/^(yaml-language-server|known-bad|inconclusive):/.test(line))
    .join('\n')
    .replace(/\nExpected: /, '\n\n**Expected:** ')
    .trim();
}

/** The exit code that a run of the scenario must return. @param {string} source */
export function expectedExitCode(source) {
  return Number(/^# (?:known-bad|inconclusive): exit (\d+)$/m.exec(source)?.[1] ?? 0);
}
