import type { CommandLine } from '../topology/data-access.js';

/** Server directives with their values, as CONFIG GET returns and CONFIG SET accepts them. */
export type ServerSettings = Readonly<Record<string, string>>;

/** A server's current values of these directives. Throws EnvironmentError if it does not return them. */
export async function readSettings(line: CommandLine, names: readonly string[]): Promise<ServerSettings> {
  const settings: Record<string, string> = {};
  for (const name of names) {
    const answer = (await line.command(['CONFIG', 'GET', name])) as readonly string[];
    settings[name] = answer[1] ?? '';
  }
  return settings;
}

/** Changes directives at run time, in the order given. Throws EnvironmentError if one is refused. */
export async function writeSettings(line: CommandLine, settings: ServerSettings): Promise<void> {
  for (const [name, value] of Object.entries(settings)) await line.command(['CONFIG', 'SET', name, value]);
}
