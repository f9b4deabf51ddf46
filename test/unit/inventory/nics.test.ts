import { expect, test } from 'vitest';
import { freeMacAddress, mostNics, networkIdsOf } from '../../../electron/inventory/nics.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import { vmNicSchema } from '../../../shared/model/inventory.ts';

const nobody = (): boolean => false;

test('addresses come from what a vCenter gives out, and each number leads to ones of its own', () => {
  expect(freeMacAddress(101, nobody)).toBe('00:50:56:80:03:f2');
  const given = new Set<string>();
  for (let vmNumber = 101; vmNumber < 1101; vmNumber += 1) {
    for (let nic = 0; nic < mostNics; nic += 1) {
      const address = freeMacAddress(vmNumber, (candidate) => given.has(candidate));
      // Ten in a row: nobody has had to give way to another.
      expect(Number.parseInt(address.slice(9).replaceAll(':', ''), 16) - 0x80_0000).toBe(vmNumber * mostNics + nic);
      given.add(address);
    }
  }
  for (const address of given) expect(vmNicSchema.shape.macAddress.safeParse(address).success).toBe(true);
});

test('numbers that have gone round share out what is free', () => {
  const round = 0x40_0000 / mostNics;
  const early = freeMacAddress(0, nobody);
  const late = Math.ceil(round);
  const start = freeMacAddress(late, nobody);
  expect(start.startsWith('00:50:56:80:00:0')).toBe(true);
  const taken = new Set([early, start]);
  const address = freeMacAddress(late, (candidate) => taken.has(candidate));
  expect(taken.has(address)).toBe(false);
  expect(() => freeMacAddress(1, () => true)).toThrow('All addresses');
});

test('each network is named once, in the order of the adapters', () => {
  const [a, b] = [objectIdSchema.parse('network-2'), objectIdSchema.parse('network-1')];
  expect(networkIdsOf([{ networkId: a }, { networkId: b }, { networkId: a }])).toEqual([a, b]);
  expect(networkIdsOf(undefined)).toEqual([]);
});
