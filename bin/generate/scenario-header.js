/** The comment at the head of a scenario's file, without the lines for editors and tests, as sentences. @param {string} source */
export function headerOf(source) {
  const lines = source.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^# ?/, ''))
    .filter((line) => !/^(yaml-language-server|known-bad):/.test(line))
    .join('\n')
    .replace(/\nExpected: /, '\n\n**Expected.** ')
    .trim();
}

/** The exit code with which a run of the scenario must end. @param {string} source */
export function expectedExitCode(source) {
  return Number(/^# known-bad: exit (\d+)$/m.exec(source)?.[1] ?? 0);
}
