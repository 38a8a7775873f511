import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes an apt configuration that keeps lists, caches and locks in `folder`, so that apt works without root and changes
 * nothing of the system's own. Sources, keys and proxies stay the system's. Gives the file's path, for `-c`.
 * Source: apt.conf(5); a file given by `-c` is read after the system's, so it can clear its hooks.
 */
export async function writeAptConfiguration(folder: string): Promise<string> {
  await mkdir(join(folder, 'state', 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const file = join(folder, 'apt.conf');
  await writeFile(file, aptConfiguration(folder));
  return file;
}

function aptConfiguration(folder: string): string {
  return `Dir::State "${folder}/state";
Dir::State::lists "lists";
Dir::Cache "${folder}/cache";
Dir::Cache::archives "archives";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
Dir::Log "${folder}";
Debug::NoLocking "true";
APT::Sandbox::User "root";
Acquire::Retries "1";
Acquire::http::Timeout "15";
Acquire::https::Timeout "15";
// The hooks of a system-wide update are not for us: some clean the system's caches.
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
// Only lists of binary packages are read: no translations, sources, file contents or desktop metadata.
#clear Acquire::Languages;
Acquire::Languages "none";
#clear Acquire::IndexTargets;
Acquire::IndexTargets::deb::Packages {
  MetaKey "$(COMPONENT)/binary-$(ARCHITECTURE)/Packages";
  flatMetaKey "Packages";
  ShortDescription "Packages";
  Description "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Packages";
  flatDescription "$(RELEASE) Packages";
  Optional "false";
};
`;
}
