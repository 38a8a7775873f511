import type { EngineName, ServerName } from '../model/node.js';

interface EngineDefinition {
  /** The server program's name on PATH. */
  readonly binaryName: string;
  /** Finds the version in the output of `<binary> --version`; the first group is the version. */
  readonly versionPattern: RegExp;
  /**
   * Debian and Ubuntu packages that contain the server; the first is the one to install by hand. `*` stands for a major
   * version, if it is part of the name.
   */
  readonly debianPackages: readonly string[];
  /** Where these packages have the server, from the root folder; absent: `usr/bin`. `*` stands for the major version. */
  readonly debianFolder?: string;
  /** Matches the libraries on which these packages depend, but not the server as we use it; absent: none. */
  readonly unneededLibraries?: RegExp;
  /** Whether it starts programs of its own, which can't run with the loader of a newer release; absent: no. */
  readonly startsPrograms?: boolean;
  readonly homebrewFormula: string;
}

interface CacheDefinition extends EngineDefinition {
  /** How to find out what a server was built without. */
  readonly security: {
    /** Arguments with which it prints that and exits. */
    readonly probe: readonly string[];
    /** By feature: whether the printed text shows that it is missing; null: every build has it. */
    readonly lacks: Readonly<Record<'tls' | 'password', ((printed: string) => boolean) | null>>;
  };
}

/**
 * Without TLS (BUILD_TLS), a server has no directive `tls-port`, and complains about the first directive it does not know.
 * The second one here never exists, so that it exits immediately in any case.
 */
const redisSecurity: CacheDefinition['security'] = {
  probe: ['--tls-port', '0', '--cache-bench-asks', 'yes'],
  lacks: { tls: (printed) => />>> 'tls-port/.test(printed), password: null },
};

const memcachedSecurity: CacheDefinition['security'] = {
  probe: ['--help'],
  lacks: { tls: lacksOption('--enable-ssl'), password: lacksOption('--auth-file') },
};

/** A help text without even `--port` says nothing. */
function lacksOption(option: string): (help: string) => boolean {
  return (help) => help.includes('--port') && !help.includes(option);
}

/** All engines, by their name in a request. */
export const engines = {
  redis: {
    binaryName: 'redis-server',
    versionPattern: /^Redis server v=(\d\S*)/m,
    // redis-server is only a link to redis-check-rdb, which is in redis-tools.
    debianPackages: ['redis-server', 'redis-tools'],
    homebrewFormula: 'redis',
    security: redisSecurity,
  },
  valkey: {
    binaryName: 'valkey-server',
    versionPattern: /^Valkey server v=(\d\S*)/m,
    debianPackages: ['valkey-server', 'valkey-tools'],
    homebrewFormula: 'valkey',
    security: redisSecurity,
  },
  memcached: {
    binaryName: 'memcached',
    versionPattern: /^memcached (\d\S*)/m,
    debianPackages: ['memcached'],
    homebrewFormula: 'memcached',
    security: memcachedSecurity,
  },
  postgres: {
    binaryName: 'postgres',
    versionPattern: /^postgres \(PostgreSQL\) (\d\S*)/m,
    debianPackages: ['postgresql-*'],
    debianFolder: 'usr/lib/postgresql/*/bin',
    // Only for compiling queries, which we turn off; five times the size of the server.
    unneededLibraries: /\blibllvm\S*/g,
    startsPrograms: true,
    homebrewFormula: 'postgresql@17',
  },
} as const satisfies Record<EngineName, CacheDefinition> & Record<ServerName, EngineDefinition>;

/** What is known of an engine. */
export function engineOf(engine: ServerName): EngineDefinition {
  return engines[engine];
}

/** The environment variable for an engine's binary, such as `CACHE_BENCH_REDIS_BINARY`. */
export function binaryVariable(engine: ServerName): string {
  return `CACHE_BENCH_${engine.toUpperCase()}_BINARY`;
}

/** The version in the output of an engine's `--version`; undefined if it is not that engine's server. */
export function parseEngineVersion(engine: ServerName, output: string): string | undefined {
  return engines[engine].versionPattern.exec(output)?.[1];
}

/** This process's environment with an engine's binary set to the given one; undefined: unchanged. */
export function environmentWith(engine: EngineName, binary: string | undefined): NodeJS.ProcessEnv {
  return binary === undefined ? process.env : { ...process.env, [binaryVariable(engine)]: binary };
}
