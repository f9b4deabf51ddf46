import { expect, test } from 'vitest';
import { computerNameOf, computerNameProblem } from '../../../shared/computerName.ts';
import { addressProblem, formatIpv4, isReserved, parseIpv4 } from '../../../shared/ipv4.ts';

test('names are held to what Windows and host names allow', () => {
  for (const name of ['web-01', 'A', 'x'.repeat(15), '1a']) expect(computerNameProblem(name, 'windows')).toBeNull();
  for (const name of ['', 'x'.repeat(16), 'a b', 'a_b', '-a', 'a-', '123', 'ä', 'a.b']) expect(computerNameProblem(name, 'windows')).not.toBeNull();
  expect(computerNameProblem('x'.repeat(63), 'linux')).toBeNull();
  expect(computerNameProblem('x'.repeat(64), 'linux')).toBe('A computer name for Linux has at most 63 characters; this one has 64.');
});

test('a name follows its rule within the limits of the guest', () => {
  const vm = { name: 'Büro / Web Server 01 (neu)', number: 4711 };
  expect(computerNameOf({ kind: 'fixed', name: 'alpha' }, 'windows', vm)).toBe('alpha');
  expect(computerNameOf({ kind: 'prefix', prefix: 'VDI-' }, 'windows', vm)).toBe('VDI-4711');
  expect(computerNameOf({ kind: 'prefix', prefix: 'abcdefghi' }, 'windows', { name: '', number: 12_345_678 })).toBe('abcdefg12345678');
  expect(computerNameOf({ kind: 'vmName' }, 'linux', vm)).toBe('Buro-Web-Server-01-neu');
  expect(computerNameOf({ kind: 'vmName' }, 'windows', vm)).toBe('Buro-Web-Server');
  expect(computerNameOf({ kind: 'vmName' }, 'windows', { name: '会議室', number: 1 })).toBeNull();
  expect(computerNameOf({ kind: 'vmName' }, 'windows', { name: '2024', number: 1 })).toBeNull();
});

test('addresses are numbers and back, and only those of machines are taken', () => {
  for (const text of ['0.0.0.0', '10.1.2.3', '255.255.255.255']) expect(formatIpv4(parseIpv4(text) ?? -1)).toBe(text);
  for (const text of ['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1.2.3.4 ', 'a.b.c.d', '1..2.3']) expect(parseIpv4(text)).toBeNull();
  expect(isReserved(parseIpv4('10.0.0.255') ?? 0, 24)).toBe(true);
  expect(addressProblem('10.0.0.5', 24, '10.0.0.1')).toBeNull();
  expect(addressProblem('10.0.0.5', 24, '10.0.1.1')).toBe('The gateway 10.0.1.1 is not in the network of 10.0.0.5/24.');
  expect(addressProblem('10.0.0.5', 24, '10.0.0.5')).toBe('10.0.0.5 is the gateway itself.');
});
