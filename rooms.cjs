/**
 * The one table of the rooms in src/: what each is for, which others it may import, and where a package or a Node
 * built-in may be used. `node test/rooms.js` checks the code against it; an unused entry fails too. Why: docs/decisions/0001-one-table-for-rooms.md.
 *
 * @type {import('./test/rooms/check-rooms.js').RoomTable & { readonly names: import('./test/rooms/check-names.js').NameTable, readonly sizes: import('./test/rooms/check-sizes.js').SizeTable }}
 */
module.exports = {
  /** From top to bottom. A room may import only from layers below its own. */
  layers: [
    ['commands', 'api'],
    ['cli'],
    ['session', 'series'],
    ['run'],
    ['strike', 'scenario', 'survey'],
    ['fault', 'replay'],
    ['agents'],
    ['keyspace'],
    ['progress'],
    ['topology', 'load'],
    ['application'],
    ['origin'],
    ['link', 'engine', 'audit', 'metrics', 'gate', 'report', 'cost'],
    ['record'],
    ['model'],
    ['units'],
    ['errors', 'clock', 'random'],
  ],

  /** Every room on a layer above may import these without listing them. */
  leaves: ['model', 'units', 'errors', 'clock', 'random'],

  rooms: {
    commands: {
      purpose: 'Turns arguments into one call and one exit code.',
      imports: [
        'cli',
        'session',
        'series',
        'run',
        'scenario',
        'survey',
        'agents',
        'record',
        'report',
        'engine',
        'cost',
      ],
    },
    api: {
      purpose: "What `import 'cache-bench'` offers: clusters and runs for people's own tests.",
      imports: ['session', 'scenario', 'record', 'engine'],
    },
    cli: {
      purpose: 'What commands share: base class, flags, and the host (stdio, environment, signals, exit code).',
      imports: ['session', 'series', 'run', 'scenario', 'progress', 'record', 'report', 'cost'],
    },
    session: {
      purpose: 'Keeps a cluster up for other programs, and injects and heals faults on request.',
      imports: ['run', 'strike', 'fault', 'progress', 'topology', 'application', 'engine', 'report', 'record'],
    },
    series: {
      purpose:
        'Several runs: repeat, ab, search and sweep make them, compare and trend read them; each summarizes them.',
      imports: ['run', 'scenario', 'load', 'engine', 'record', 'gate', 'report'],
    },
    run: {
      purpose: "Takes one scenario through its phases and returns a record; owns the run's clock.",
      imports: [
        'strike',
        'keyspace',
        'scenario',
        'fault',
        'progress',
        'replay',
        'agents',
        'topology',
        'load',
        'application',
        'origin',
        'record',
        'link',
        'engine',
        'audit',
        'metrics',
        'gate',
        'report',
        'cost',
      ],
    },
    strike: {
      purpose: 'The life of a fault: strike, proof, consequences, healing, return of nodes, milestones.',
      imports: ['fault', 'progress', 'topology', 'load', 'link', 'audit', 'metrics', 'record'],
    },
    keyspace: {
      purpose: 'The keys of a run: writes them beforehand, reads them back, removes them.',
      imports: ['progress', 'topology', 'load', 'audit'],
    },
    scenario: {
      purpose: 'Turns a file and flags into a valid, seeded scenario with every default.',
      imports: ['fault', 'replay', 'topology', 'load', 'application', 'origin', 'gate', 'cost'],
    },
    survey: {
      purpose: 'Reads the load of a running deployment, and writes a scenario like it.',
      imports: ['topology', 'load'],
    },
    progress: {
      purpose: 'What a run reports while it goes on: its log of events, the live view, and live metrics.',
      imports: ['topology', 'load', 'metrics', 'report', 'record'],
    },
    replay: {
      purpose: 'Reads a log of commands, and turns it into operations for the load.',
      imports: ['load'],
    },
    fault: {
      purpose: 'Injects a fault into a running cluster and heals it; one fault per file.',
      imports: ['agents', 'topology', 'load', 'origin', 'link', 'engine'],
    },
    agents: {
      purpose:
        'Load threads in other processes, here or on other machines: places, orders, a shared clock, leases, and who is lost; they read their own keys back.',
      imports: ['keyspace', 'topology', 'load', 'engine', 'audit'],
    },
    topology: {
      purpose: 'Starts nodes and forms a cluster from them, or attaches to one; one topology per folder.',
      imports: ['engine', 'link'],
    },
    load: {
      purpose: 'Issues operations at their planned times from worker threads; knows no files or processes.',
      imports: ['origin', 'audit', 'metrics', 'record'],
    },
    application: {
      purpose: "The user's program in front of the cache: starts it, restarts it, and watches what it uses and prints.",
      imports: ['origin', 'engine'],
    },
    origin: {
      purpose:
        'The database or API behind the cache: starts it, provides its clients, injects its faults; one kind per folder.',
      imports: ['engine'],
    },
    link: {
      purpose: 'Relays between zones and nodes that delay, cut and lose data.',
      imports: ['record'],
    },
    engine: {
      purpose: 'Finds, installs and runs server binaries.',
      imports: [],
    },
    audit: {
      purpose: 'Remembers every acknowledged write and judges which survived.',
      imports: ['record'],
    },
    metrics: {
      purpose: 'Turns timestamps into histograms, intervals, outages, availability, saturation.',
      imports: ['record'],
    },
    gate: {
      purpose: 'Turns a record and an expression into pass, fail or unknown.',
      imports: ['record'],
    },
    cost: {
      purpose: 'What a measured load would cost, by dated price files, and how many machines a load needs.',
      imports: ['record'],
    },
    report: {
      purpose: 'Turns a record, and nothing else, into text for a person or CI; one format per folder.',
      imports: ['record'],
    },
    record: {
      purpose: 'The results of a run or series: one schema per section, which gives the types; writes and reads them.',
      imports: [],
    },
    model: {
      purpose: 'The nouns that all rooms share, and pure functions on them.',
      imports: [],
    },
    units: {
      purpose: 'Parses and prints durations, sizes, rates and shares, and describes them to schemas.',
      imports: [],
    },
    errors: {
      purpose: 'The errors that end a command, their exit codes, and what a failed start ends.',
      imports: [],
    },
    clock: {
      purpose: 'The monotonic clock, waiting for a condition, and waits too short for a timer.',
      imports: [],
    },
    random: {
      purpose: 'The only source of randomness, seeded and forked by label.',
      imports: [],
    },
  },

  /** Third-party packages, and the only rooms, folders or files that may import them. */
  packages: {
    '@oclif/core': ['commands', 'cli'],
    '@redis/client': ['load/driver/node-redis'],
    '@valkey/valkey-glide': ['load/driver/valkey-glide'],
    bullmq: ['agents/places.ts'],
    'cli-table3': ['report/terminal'],
    'string-width': ['report'],
    'wrap-ansi': ['report/terminal'],
    'hdr-histogram-js': ['report/facts', 'report/hgrm'],
    ioredis: ['agents', 'load/driver/ioredis', 'survey', 'topology'],
    iovalkey: ['load/driver/iovalkey'],
    memcached: ['load/driver/memcached'],
    memjs: ['load/driver/memjs'],
    pg: ['origin/postgres'],
    'simple-statistics': ['gate/compare/rank-tests.ts', 'gate/compare/statistics.ts'],
    undici: ['application', 'origin/http'],
    yaml: ['scenario'],
    zod: [
      'application',
      'cost',
      'scenario',
      'load/pattern',
      'fault',
      'origin',
      'topology',
      'record',
      'engine',
      'session',
      'units/fields.ts',
    ],
  },

  /** Files that import a module which the user names. */
  computed: ['load/driver/client-module.ts'],

  /** Node built-ins that only some rooms may use; the others may be used anywhere. */
  builtins: {
    'node:child_process': ['engine'],
    'node:worker_threads': ['load', 'link', 'replay'],
  },

  /**
   * Node built-ins that a room must not use, except in these files (`load` reads its own threads' CPU time from /proc
   * for the saturation check).
   */
  forbidden: [
    { room: 'load', builtins: ['node:fs', 'node:fs/promises', 'node:child_process'], except: ['load/thread-use.ts'] },
  ],

  /** How long files and functions may be. Every exception has a reason, and an unused one fails. */
  sizes: {
    fileLines: 250,
    functionLines: 60,
    exceptions: [
      { file: 'gate/metrics.ts', because: 'The table of metrics.' },
      { file: 'report/openmetrics/run-families.ts', function: 'runFamilies', because: 'A table of metric families.' },
    ],
  },

  /**
   * Registries whose names may only be compared in the folder that defines them; other code asks for abilities. Every
   * exception has a reason, and an unused one fails. Why: docs/decisions/0021-abilities-instead-of-names.md.
   */
  names: {
    registries: [
      { of: 'topology', file: 'topology/registry.ts', variable: 'topologies' },
      { of: 'client view', file: 'model/client-view.ts', variable: 'viewTraits' },
      { of: 'engine', file: 'engine/registry.ts', variable: 'engines' },
      { of: 'origin', file: 'origin/registry.ts', variable: 'origins' },
      { of: 'driver', file: 'load/driver/registry.ts', variable: 'drivers' },
      { of: 'fault', file: 'fault/registry.ts', variable: 'faults' },
    ],
    otherWords: {
      role: 'The role of a node.',
      target: 'What a fault acts on.',
    },
    exceptions: [
      {
        place: 'load/driver',
        words: ['single', 'sentinel', 'cluster', 'pool'],
        because: 'A driver connects in its own way to the servers of each view.',
      },
      {
        place: 'application/cache-environment.ts',
        words: ['single', 'sentinel', 'cluster', 'pool'],
        because: 'It states how a program finds the servers of each view.',
      },
      {
        place: 'session/client',
        words: ['single', 'sentinel', 'cluster', 'pool'],
        because: 'It states how an application connects to the servers of each view.',
      },
      {
        place: 'survey',
        words: ['standalone', 'sentinel', 'cluster', 'memcached', 'pool'],
        because: 'It names the topology of the scenario that it writes.',
      },
      {
        place: 'topology/external',
        words: ['sentinel', 'cluster', 'pool', 'redis', 'memcached', 'http', 'valkey'],
        because: 'It attaches to every kind of server, as named by the URL and by the servers themselves.',
      },
      {
        place: 'model/target-url.ts',
        words: ['single', 'sentinel', 'cluster', 'pool', 'redis', 'memcached', 'http'],
        because: 'The parts of a URL depend on its scheme.',
      },
      {
        place: 'model/target-parameters.ts',
        words: ['sentinel', 'redis'],
        because: 'The parameters of a URL depend on its scheme.',
      },
    ],
  },
};
