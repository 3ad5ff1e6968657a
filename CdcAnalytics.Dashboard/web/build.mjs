// Builds the page: installs the packages of package-lock.json when they are not installed yet, checks the types,
// bundles into <out>/page and leaves <out>/built.txt. Safe to run twice at once: the second waits, then finds
// nothing to do.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const web = path.dirname(fileURLToPath(import.meta.url));
const outIndex = process.argv.indexOf('--out');
const out = path.resolve(outIndex > 0 ? process.argv[outIndex + 1] : path.join(web, '../../artifacts/obj/web'));
// Not in node_modules: npm ci empties that. One lock a clone, whatever output folder its builds use.
const cloneHash = createHash('sha256').update(web).digest('hex').slice(0, 16);
const lockFolder = path.join(os.tmpdir(), `cdc-analytics-web-${cloneHash}.lock`);
const lockPatienceMilliseconds = 10 * 60 * 1000;

const read = name => fs.readFileSync(path.join(web, name));
const hash = parts => parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest('hex');

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A folder is made by exactly one process; who holds it writes its process id into it. */
async function withLock(work) {
  const giveUpAt = Date.now() + lockPatienceMilliseconds;
  for (;;) {
    try {
      fs.mkdirSync(lockFolder);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    let holder = Number.NaN;
    let madeAt = Date.now();
    try {
      madeAt = fs.statSync(lockFolder).mtimeMs;
      holder = Number(fs.readFileSync(path.join(lockFolder, 'pid'), 'utf8'));
    } catch {
      // The holder has just made the folder, or has just removed it.
    }
    const isAbandoned = Number.isInteger(holder) && holder > 0 ? !isAlive(holder) : Date.now() - madeAt > 10_000;
    if (isAbandoned) fs.rmSync(lockFolder, { recursive: true, force: true });
    if (Date.now() > giveUpAt) throw new Error(`Another build has held ${lockFolder} for ten minutes; remove it.`);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  try {
    fs.writeFileSync(path.join(lockFolder, 'pid'), String(process.pid));
    return await work();
  } finally {
    fs.rmSync(lockFolder, { recursive: true, force: true });
  }
}

function run(command, args) {
  // npm is a .cmd file on Windows, which only a shell can start.
  const result = spawnSync(command, args, { cwd: web, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`'${command} ${args.join(' ')}' ended with exit code ${result.status}`);
}

function installPackages() {
  const wanted = hash([read('package-lock.json'), process.platform, process.arch]);
  const stamp = path.join(web, 'node_modules', '.cdc-installed');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  fs.writeFileSync(stamp, wanted);
}

function sourceHash() {
  const files = fs.readdirSync(path.join(web, 'src'), { recursive: true })
    .map(name => path.join('src', String(name)))
    .filter(name => fs.statSync(path.join(web, name)).isFile())
    .sort();
  const fixed = ['package-lock.json', 'tsconfig.json', 'index.html', 'build.mjs'];
  return hash([...fixed, ...files].flatMap(name => [name, read(name)]));
}

async function bundle() {
  const { build } = await import('esbuild');
  const page = path.join(out, 'page.new');
  fs.rmSync(page, { recursive: true, force: true });
  fs.mkdirSync(page, { recursive: true });
  const result = await build({
    absWorkingDir: web,
    entryPoints: ['src/main.ts', 'src/page.css', 'src/theme.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    legalComments: 'linked',
    entryNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    loader: { '.svg': 'file' },
    outdir: page,
    metafile: true,
    logLevel: 'warning',
  });
  let html = read('index.html').toString('utf8');
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) {
      const served = path.relative(page, path.join(web, file)).replaceAll('\\', '/');
      html = html.replaceAll(`/${output.entryPoint}`, `/${served}`);
    }
  }
  fs.writeFileSync(path.join(page, 'index.html'), html);
  fs.copyFileSync(path.join(web, 'src/favicon.svg'), path.join(page, 'favicon.svg'));
  fs.rmSync(path.join(out, 'page'), { recursive: true, force: true });
  fs.renameSync(page, path.join(out, 'page'));
}

try {
  await withLock(async () => {
    installPackages();
    fs.mkdirSync(out, { recursive: true });
    const stamp = path.join(out, 'built.txt');
    const wanted = sourceHash();
    if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
      run('npm', ['run', '--silent', 'check']);
      await bundle();
    }
    // Written even when nothing changed: the build compares its time with the sources'.
    fs.writeFileSync(stamp, wanted);
  });
} catch (error) {
  console.error(`The page did not build: ${error.message}`);
  process.exitCode = 1;
}
