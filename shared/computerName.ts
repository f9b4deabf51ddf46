/** Names that guests give themselves. */

type Guest = 'windows' | 'linux';
type Rule = { readonly kind: 'fixed'; readonly name: string } | { readonly kind: 'prefix'; readonly prefix: string } | { readonly kind: 'vmName' };

/** NetBIOS names have at most 15 characters ("Naming conventions in Active Directory", Microsoft); labels of DNS at most 63 (RFC 1123). */
export const computerNameLimits: Readonly<Record<Guest, number>> = { windows: 15, linux: 63 };

/** Why a guest cannot have this name, or null when it can. */
export function computerNameProblem(name: string, guest: Guest): string | null {
  const limit = computerNameLimits[guest];
  if (name.length === 0) return 'A computer name is needed.';
  if (name.length > limit) return `A computer name for ${guest === 'windows' ? 'Windows' : 'Linux'} has at most ${limit} characters; this one has ${name.length}.`;
  if (!/^[A-Za-z0-9-]*$/.test(name)) return 'A computer name has letters, digits and hyphens only.';
  if (name.startsWith('-') || name.endsWith('-')) return 'A computer name cannot begin or end with a hyphen.';
  if (/^\d+$/.test(name)) return 'A computer name cannot have digits only.';
  return null;
}

/**
 * The name of a guest by a rule, or null when nothing of the virtual machine's name can be used.
 * A prefix is followed by the number of the virtual machine, which no other one ever has.
 */
export function computerNameOf(rule: Rule, guest: Guest, vm: { readonly name: string; readonly number: number }): string | null {
  const limit = computerNameLimits[guest];
  if (rule.kind === 'fixed') return rule.name;
  if (rule.kind === 'prefix') {
    const digits = String(vm.number);
    return rule.prefix.slice(0, limit - digits.length) + digits;
  }
  // Letters keep what is left of them without accents; everything else that a host name cannot have becomes a hyphen.
  const plain = vm.name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^A-Za-z0-9-]+/g, '-');
  const name = plain.replace(/^-+/, '').slice(0, limit).replace(/-+$/, '');
  return computerNameProblem(name, guest) === null ? name : null;
}
