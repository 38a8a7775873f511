import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

// Writes the declarations of the library: of its entry, and of what they refer to: node bin/setup/write-declarations.js FOLDER
//
// Only modules that declarations may refer to are read; reading all of them takes four times as long.
const [folder = '.'] = process.argv.slice(2);
const entry = resolve('src/api/index.ts');
const mayBeNeeded =
  /\/src\/((api|record|model|units)\/|session\/control-protocol|scenario\/(overrides|problem)|errors\/)/;
const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
const { options: own } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
const options = {
  ...own,
  allowJs: false,
  checkJs: false,
  declaration: true,
  emitDeclarationOnly: true,
  noCheck: true,
  noEmit: false,
  outDir: folder,
  rootDir: 'src',
};
const host = ts.createCompilerHost(options);
/** @type {NonNullable<ts.CompilerHost['resolveModuleNameLiterals']>} */
const resolveNeeded = (literals, containingFile, _redirected, _options, sourceFile) =>
  literals.map((literal) => {
    const isOurs = literal.text.startsWith('.') && !containingFile.includes('/node_modules/');
    const isNeeded = !isOurs || mayBeNeeded.test(join(dirname(containingFile), literal.text));
    if (!isNeeded) return { resolvedModule: undefined };
    const mode = ts.getModeForUsageLocation(sourceFile, literal, options);
    return ts.resolveModuleName(literal.text, containingFile, options, host, undefined, undefined, mode);
  });
host.resolveModuleNameLiterals = resolveNeeded;
const program = ts.createProgram([entry], options, host);

const waiting = [entry];
const seen = new Set(waiting);
for (const path of waiting) {
  const source = program.getSourceFile(path);
  if (source === undefined) throw new Error(`A declaration of the library refers to ${path}, which was not read.`);
  program.emit(source, (file, text) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    for (const [, specifier = ''] of text.matchAll(/(?:from|import\()\s*["'](\.[^"']+)\.js["']/g)) {
      const next = join(dirname(path), `${specifier}.ts`);
      if (!seen.has(next)) waiting.push(next);
      seen.add(next);
    }
  });
}
