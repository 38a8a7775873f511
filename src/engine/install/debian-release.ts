import { readFile } from 'node:fs/promises';

/** A release of Debian or Ubuntu. */
export interface DebianRelease {
  /** In words, for messages: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
  readonly codename: string;
  /** The stable release after it; null where none is known. Of Ubuntu, the next with long-term support. */
  readonly next: string | null;
  /** The package that has the keys of this distribution's archive, those of the next release too. */
  readonly keyringPackage: string;
  /** Where that package puts them. */
  readonly keyringFile: string;
}

/** A new stable release is one more word here. */
const stableReleases: readonly (readonly string[])[] = [
  ['bullseye', 'bookworm', 'trixie'],
  ['focal', 'jammy', 'noble', 'resolute'],
];

/** The release that this system is; undefined when it is neither of Debian nor of Ubuntu. Source: os-release(5). */
export async function readDebianRelease(file = '/etc/os-release'): Promise<DebianRelease | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const field = (name: string) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1];
  const id = field('ID');
  const codename = field('VERSION_CODENAME');
  if (codename === undefined || (id !== 'debian' && id !== 'ubuntu')) return undefined;
  const releases = stableReleases.find((names) => names.includes(codename)) ?? [];
  const archive = `${id}-archive-keyring`;
  return {
    name: field('PRETTY_NAME') ?? codename,
    codename,
    next: releases[releases.indexOf(codename) + 1] ?? null,
    keyringPackage: id === 'debian' ? archive : 'ubuntu-keyring',
    keyringFile: `usr/share/keyrings/${archive}.gpg`,
  };
}
