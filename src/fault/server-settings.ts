import type { CommandLine } from '../topology/topology.js';

/** Directives of a server with their values, as CONFIG GET tells and CONFIG SET takes them. */
export type ServerSettings = Readonly<Record<string, string>>;

/** What a server has now for these directives. Throws EnvironmentError when it does not tell. */
export async function readSettings(line: CommandLine, names: readonly string[]): Promise<ServerSettings> {
  const settings: Record<string, string> = {};
  for (const name of names) {
    const answer = (await line.command(['CONFIG', 'GET', name])) as readonly string[];
    settings[name] = answer[1] ?? '';
  }
  return settings;
}

/** Changes directives while the server runs, in the order given. Throws EnvironmentError when it refuses one. */
export async function writeSettings(line: CommandLine, settings: ServerSettings): Promise<void> {
  for (const [name, value] of Object.entries(settings)) await line.command(['CONFIG', 'SET', name, value]);
}
