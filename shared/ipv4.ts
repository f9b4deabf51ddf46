/** IPv4 addresses as text and as numbers. */

const part = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const dotted = new RegExp(`^${part}(?:\\.${part}){3}$`);

/** The number of a dotted address, or null when it is none. Leading zeros are refused: some read them as octal. */
export function parseIpv4(text: string): number | null {
  if (!dotted.test(text)) return null;
  return text.split('.').reduce((sum, digits) => sum * 256 + Number(digits), 0);
}

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** The first address of the network that an address is in. */
export function networkOf(address: number, prefixLength: number): number {
  return address - (address % 2 ** (32 - prefixLength));
}

export function isSameNetwork(one: number, other: number, prefixLength: number): boolean {
  return networkOf(one, prefixLength) === networkOf(other, prefixLength);
}

/** True for the two addresses of a network that no machine can have: its own and that of its broadcasts. */
export function isReserved(address: number, prefixLength: number): boolean {
  if (prefixLength >= 31) return false;
  const first = networkOf(address, prefixLength);
  return address === first || address === first + 2 ** (32 - prefixLength) - 1;
}

/** Why an adapter cannot have this address, or null when it can. */
export function addressProblem(address: string, prefixLength: number, gateway: string | null): string | null {
  const number = parseIpv4(address);
  if (number === null) return `"${address}" is not an IPv4 address.`;
  if (isReserved(number, prefixLength)) return `${address}/${prefixLength} is the address of a network or of its broadcasts, not of a machine.`;
  if (gateway === null) return null;
  const gatewayNumber = parseIpv4(gateway);
  if (gatewayNumber === null) return `The gateway "${gateway}" is not an IPv4 address.`;
  if (!isSameNetwork(number, gatewayNumber, prefixLength)) return `The gateway ${gateway} is not in the network of ${address}/${prefixLength}.`;
  return gatewayNumber === number ? `${address} is the gateway itself.` : null;
}
