/** What the scheme of a target's URL specifies. */
export interface TargetScheme {
  /** `http`: not a cache, but an application in front of one. */
  readonly kind: 'redis' | 'memcached' | 'http';
  /** `pool`: independent servers over which the client distributes the keys. */
  readonly topology: 'single' | 'sentinel' | 'cluster' | 'pool';
  readonly tls: boolean;
  /** The address is the path of a unix socket. */
  readonly unix: boolean;
  readonly defaultPort: number;
}

/**
 * Every scheme of a target's URL. `redis`, `rediss` and `unix` are those of Redis' own tools and clients; those with `+`
 * specify the kind of endpoint.
 */
export const targetSchemes: Readonly<Record<string, TargetScheme>> = {
  ...redisSchemes('redis'),
  ...redisSchemes('valkey'),
  unix: { kind: 'redis', topology: 'single', tls: false, unix: true, defaultPort: 0 },
  http: { kind: 'http', topology: 'single', tls: false, unix: false, defaultPort: 80 },
  https: { kind: 'http', topology: 'single', tls: true, unix: false, defaultPort: 443 },
  memcached: { kind: 'memcached', topology: 'pool', tls: false, unix: false, defaultPort: 11_211 },
};

/** The scheme of a text and the rest after `://`; undefined without a known scheme. */
export function splitScheme(text: string): { readonly name: string; readonly rest: string } | undefined {
  const [, word = '', rest = ''] = /^([a-z][a-z+]*):\/\/(.*)$/is.exec(text) ?? [];
  const name = word.toLowerCase();
  return Object.hasOwn(targetSchemes, name) ? { name, rest } : undefined;
}

/** The TLS equivalent of a scheme, such as rediss for redis; undefined: none. */
export function tlsSchemeOf(name: string): string | undefined {
  if (targetSchemes[name]?.tls) return name;
  const encrypted = name.replace(/^(redis|valkey|http)(?!s)/, '$1s');
  return targetSchemes[encrypted]?.tls ? encrypted : undefined;
}

function redisSchemes(name: string): Record<string, TargetScheme> {
  const single = { kind: 'redis', topology: 'single', tls: false, unix: false, defaultPort: 6379 } as const;
  const sentinel = { ...single, topology: 'sentinel', defaultPort: 26_379 } as const;
  const cluster = { ...single, topology: 'cluster' } as const;
  return {
    [name]: single,
    [`${name}s`]: { ...single, tls: true },
    [`${name}+unix`]: { ...single, unix: true, defaultPort: 0 },
    [`${name}+sentinel`]: sentinel,
    [`${name}s+sentinel`]: { ...sentinel, tls: true },
    [`${name}+cluster`]: cluster,
    [`${name}s+cluster`]: { ...cluster, tls: true },
  };
}
