import { readFile } from 'node:fs/promises';

/** A release of Debian or Ubuntu. */
export interface DebianRelease {
  /** For messages: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
  readonly codename: string;
  /** The next stable release; null if unknown. For Ubuntu, the next with long-term support. */
  readonly next: string | null;
  /** The package with the keys of this distribution's archive, including those of the next release. */
  readonly keyringPackage: string;
  /** Where that package installs them. */
  readonly keyringFile: string;
}

/** Add new stable releases here. */
const stableReleases: readonly (readonly string[])[] = [
  ['bullseye', 'bookworm', 'trixie'],
  ['focal', 'jammy', 'noble', 'resolute'],
];

/** This system's release; undefined if it is neither Debian nor Ubuntu. Source: os-release(5). */
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
