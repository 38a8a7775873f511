/** A key's content before the load: the same string under each of its names, or what these requests write. */
type Preloaded = { readonly string: string } | { readonly requests: readonly (readonly string[])[] };

/** What the keys of one space hold: how it is written before the load, and read after it. */
export interface SpaceDefinition {
  /**
   * The content of the key named `name` before the load; absent: none. `commands`: the user's preload commands for a key.
   */
  preload?(name: string, value: string, commands: PreloadCommands): Preloaded;
  /** The request that shows what a key holds; absent: its names are read as strings. */
  requestToRead?(name: string): readonly string[];
  /** What an answer shows, in ledger terms. */
  observe(answer: unknown, key: ObservedKey): number;
  /** Whether relays find the stamp of a write in replication streams: they read the third word of a command. */
  readonly isTapped: boolean;
}

export type PreloadCommands = (name: string, value: string) => readonly (readonly string[])[];

/** The key whose content was read. */
export interface ObservedKey {
  readonly runTag: string;
  readonly key: number;
  /** As in an operation's plan. */
  readonly keyBase: number;
  readonly countUnit: number;
}
