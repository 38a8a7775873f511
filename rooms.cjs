/**
 * The one table of the rooms in src/: what each is for, which others it may import, and where a package or a Node
 * built-in may be used. `node test/rooms.js` holds the code to it, and the table to the code: an entry that nothing
 * uses fails too. Why: docs/decisions/0001-one-table-for-rooms.md.
 *
 * @type {import('./test/rooms/check-rooms.js').RoomTable & { readonly names: import('./test/rooms/check-names.js').NameTable }}
 */
module.exports = {
  /** From the top down. A room may only be allowed what lies below it; rooms on one layer don't know each other. */
  layers: [
    ['commands'],
    ['cli'],
    ['session', 'series'],
    ['run'],
    ['strike', 'keyspace', 'scenario'],
    ['fault', 'progress'],
    ['topology', 'load'],
    ['link', 'engine', 'audit', 'metrics', 'gate', 'report'],
    ['record'],
    ['model'],
    ['units'],
    ['errors', 'clock', 'random'],
  ],

  /** Every room on a layer above may import these without an entry of its own. */
  leaves: ['model', 'units', 'errors', 'clock', 'random'],

  rooms: {
    commands: {
      purpose: 'Turns arguments into one call and one exit code.',
      imports: ['cli', 'session', 'series', 'run', 'scenario', 'record', 'report', 'engine'],
    },
    cli: {
      purpose: 'What commands share: base classes, flags, and the host (stdio, environment, exit).',
      imports: ['session', 'series', 'run', 'scenario', 'progress', 'record', 'report'],
    },
    session: {
      purpose: 'Keeps a cluster up for other programs, and strikes and heals it on request.',
      imports: ['run', 'strike', 'fault', 'progress', 'topology', 'engine', 'report', 'record'],
    },
    series: {
      purpose: 'Runs a scenario several times - repeat, compare, search - and summarizes the results.',
      imports: ['run', 'scenario', 'load', 'record', 'gate', 'report'],
    },
    run: {
      purpose: 'Carries one scenario through its phases and returns a record; owns the clock of the run.',
      imports: [
        'strike',
        'keyspace',
        'scenario',
        'fault',
        'progress',
        'topology',
        'load',
        'record',
        'link',
        'engine',
        'audit',
        'metrics',
        'gate',
        'report',
      ],
    },
    strike: {
      purpose: 'The life of a fault: strike, proof, watch, heal, return of nodes, outcome, milestones.',
      imports: ['fault', 'progress', 'topology', 'load', 'link', 'audit', 'metrics', 'record'],
    },
    keyspace: {
      purpose: 'The keys of a run: writes them before it, reads them back, cleans them up.',
      imports: ['progress', 'topology', 'load', 'audit'],
    },
    scenario: {
      purpose: 'Reads a file into a validated, fully defaulted, seeded scenario.',
      imports: ['fault', 'topology', 'load', 'gate'],
    },
    progress: {
      purpose: 'What a run reports while it goes on: its log of events, the live view, and live metrics.',
      imports: ['topology', 'load', 'metrics', 'report', 'record'],
    },
    fault: {
      purpose: 'Hurts a running cluster and knows how to heal it; one fault a file.',
      imports: ['topology', 'link', 'engine'],
    },
    topology: {
      purpose: 'Starts nodes and makes them one cluster; one topology a folder.',
      imports: ['engine', 'link'],
    },
    load: {
      purpose: 'Issues operations at their planned moments, from worker threads; knows nothing of files or processes.',
      imports: ['audit', 'metrics', 'record'],
    },
    link: {
      purpose: 'The network between zones and nodes: delay, cut, host loss.',
      imports: ['record'],
    },
    engine: {
      purpose: 'Finds, installs and runs the server binaries; one process a handle.',
      imports: [],
    },
    audit: {
      purpose: 'Remembers every acknowledged write and judges which survived.',
      imports: ['record'],
    },
    metrics: {
      purpose: 'Turns moments into histograms, intervals, milestones, availability, saturation.',
      imports: ['record'],
    },
    gate: {
      purpose: 'Turns a record and an expression into pass, fail or unknown.',
      imports: ['record'],
    },
    report: {
      purpose: 'Turns a record, and nothing else, into something a person or CI reads; one reporter a folder.',
      imports: ['record'],
    },
    record: {
      purpose:
        'What a run or a series leaves behind: one schema a section, which gives the types; writes and reads it.',
      imports: [],
    },
    model: {
      purpose: 'The nouns every room shares, and pure functions on them.',
      imports: [],
    },
    units: {
      purpose: 'Reads and prints durations, sizes and rates.',
      imports: [],
    },
    errors: {
      purpose: 'The errors that end a command, and the exit code of each.',
      imports: [],
    },
    clock: {
      purpose: 'The monotonic clock, and waiting for a condition.',
      imports: [],
    },
    random: {
      purpose: 'The one source of random choices, seeded and forked by label.',
      imports: [],
    },
  },

  /** Third-party packages, and the only rooms, folders or files that may import them. */
  packages: {
    '@oclif/core': ['commands', 'cli'],
    'cli-table3': ['report/terminal'],
    'hdr-histogram-js': ['metrics', 'report/facts', 'report/hgrm'],
    ioredis: ['load/driver/ioredis', 'topology'],
    'simple-statistics': ['gate/compare/statistics.ts'],
    yaml: ['scenario'],
    zod: ['scenario', 'fault', 'record', 'engine', 'session'],
  },

  /** Node built-ins that belong in few places; those that aren't named here may be used anywhere. */
  builtins: {
    'node:child_process': ['engine'],
    'node:worker_threads': ['load', 'link'],
  },

  /**
   * Node built-ins that a room must do without, and the files that are excepted (`load` reads what /proc says of its
   * own threads, for the saturation check).
   */
  forbidden: [
    { room: 'load', builtins: ['node:fs', 'node:fs/promises', 'node:child_process'], except: ['load/thread-use.ts'] },
  ],

  /**
   * The registries whose names no code compares but the folder of what has the name; the rest asks for abilities. Each
   * exception has its reason, and one that nothing uses fails. Why: docs/decisions/0021-abilities-instead-of-names.md.
   */
  names: {
    registries: [
      { of: 'topology', file: 'topology/registry.ts', variable: 'topologies' },
      { of: 'client view', file: 'model/client-view.ts', variable: 'viewTraits' },
      { of: 'engine', file: 'engine/registry.ts', variable: 'engines' },
      { of: 'driver', file: 'load/driver/registry.ts', variable: 'drivers' },
      { of: 'fault', file: 'fault/registry.ts', variable: 'faults' },
    ],
    otherWords: {
      role: 'The role of a node.',
      target: 'What a fault strikes.',
    },
    exceptions: [
      {
        place: 'load/driver',
        words: ['single', 'sentinel', 'cluster', 'pool'],
        because: 'A driver connects in its own way to the servers of each view.',
      },
      {
        place: 'session/client-settings.ts',
        words: ['single', 'sentinel', 'cluster', 'pool'],
        because: 'It prints the settings of a client for each view.',
      },
      {
        place: 'topology/external',
        words: ['sentinel', 'cluster', 'memcached', 'valkey'],
        because: 'It attaches to every kind of server, as named by the URL and by the servers themselves.',
      },
      {
        place: 'model/target-url.ts',
        words: ['single', 'sentinel', 'cluster', 'pool', 'memcached'],
        because: 'The parts of a URL depend on its scheme.',
      },
      {
        place: 'model/target-parameters.ts',
        words: ['sentinel', 'memcached'],
        because: 'The parameters of a URL depend on its scheme.',
      },
    ],
  },
};
