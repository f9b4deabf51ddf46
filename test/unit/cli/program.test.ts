import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../electron/cli/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCommandLine({
    args,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    workingDirectory: folder,
    environment: { CLONEYARD_DATA: join(folder, 'none') },
    version: '9.9.9',
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

describe('wrong usage', () => {
  it.each([
    ['an unknown command', ['clone']],
    ['an unknown subcommand', ['vm', 'list']],
    ['an unknown option', ['vm', 'ls', '--all']],
    ['no command', []],
    ['a group without its command', ['vm']],
    ['a missing argument', ['vm', 'export', 'a']],
    ['a missing option', ['rapid-clone', 'golden']],
    ['too many arguments', ['check', 'now']],
    ['a count of zero', ['rapid-clone', 'golden', '--count', '0']],
    ['an offset that is not a size', ['vm', 'write', 'a', '--offset', 'here', '--file', 'f']],
    ['a power state that is not one', ['vm', 'power', 'maybe', 'a']],
    ['both kinds of init', ['init', '--sample', '--empty']],
    ['a port that is none', ['serve', '--port', '70000']],
    ['a task id that is none', ['task', 'show', 'vm-1']],
    ['a disk format that is none', ['vm', 'clone', 'a', 'b', '--format', 'thick']],
    ['host set without a change', ['host', 'set', 'a']],
    ['a switch that is neither on nor off', ['host', 'set', 'a', '--nas-plugin', 'yes']],
    ['a transfer size that no host takes', ['host', 'set', 'a', '--max-hw-transfer-size', '32MiB']],
    ['offload set without a change', ['offload', 'set', 'a']],
    ['an array that is none', ['offload', 'set', 'a', '--profile', 'fast']],
    ['offload explain of nothing', ['offload', 'explain']],
    ['a trail that is none', ['offload', 'explain', '--trail', 'task-1']],
    ['hardware that is none', ['offload', 'compare', 'a', '--hardware', 'nfs100']],
    ['an interval of no length', ['offload', 'stats', '--watch', '0']],
  ])('ends with 2 for %s, with nothing on standard output', async (_, args) => {
    const { code, out, err } = await cli(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
  });

  it('is one document with --json, wherever that stands', async () => {
    for (const args of [['--json', 'vm', 'ls', '--all'], ['vm', 'ls', '--all', '--json']]) {
      const { code, out } = await cli(...args);
      expect(code).toBe(2);
      expect(JSON.parse(out)).toEqual({ fault: 'InvalidArgument', message: "unknown option '--all'" });
    }
  });
});

describe('help', () => {
  it('lists every command and the global options', async () => {
    const { code, out } = await cli('--help');
    expect(code).toBe(0);
    for (const word of ['init', 'import', 'template', 'rapid-clone', 'vm', 'datastore', 'host', 'offload', 'task', 'check', 'serve', 'demo', '--data', '--json']) expect(out).toContain(word);
  });

  it('says what every command and every option is for', async () => {
    const commands = [
      'init', 'import', 'template ls', 'template show', 'template rm', 'rapid-clone', 'vm ls', 'vm show', 'vm rm', 'vm power', 'vm export',
      'vm write', 'vm compare', 'datastore ls', 'datastore show', 'host ls', 'host show', 'host set',
      'offload stats', 'offload status', 'offload explain', 'offload decide', 'offload set', 'offload trails', 'offload compare', 'task ls', 'task show', 'task cancel', 'check', 'serve', 'demo',
    ];
    for (const command of commands) {
      const { code, out } = await cli(...command.split(' '), '--help');
      expect(code).toBe(0);
      expect(out).toContain(`Usage: cloneyard ${command}`);
      const optionLines = out.split('\n').filter((line) => /^ {2}-/.test(line));
      expect(optionLines.length).toBeGreaterThanOrEqual(3);
      for (const line of optionLines) expect(line).toMatch(/^ {2}-\S+.* {2,}\S/);
    }
  });

  it('tells the version', async () => expect(await cli('--version')).toEqual({ code: 0, out: '9.9.9\n', err: '' }));
});

describe('a directory without a yard', () => {
  it('is a fault with the next step, and is not created', async () => {
    const { code, out, err } = await cli('vm', 'ls');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^InvalidState: .*holds no yard yet\.\n.*cloneyard init/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is one document with --json', async () => {
    const { code, out, err } = await cli('check', '--json', '--data', 'elsewhere');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toEqual({ fault: 'InvalidState', message: `${join(folder, 'elsewhere')} holds no yard yet.`, hint: expect.stringContaining('init') });
    expect(readdirSync(folder)).toEqual([]);
  });
});
