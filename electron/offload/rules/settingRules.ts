/** Rules about what hosts and datastores are told, and what the arrays behind them can do. */
import type { RuleResult, Primitive } from '../../../shared/model/offload.ts';
import type { CloneRuleFacts } from './facts.ts';
import { answer, datastoreSwitchOf, datastoreSwitchWords, hostSwitchNames, hostSwitchOf, isNas, notApplicable, placesOf, primitiveNames, quote, quoteAll } from './rule.ts';

/**
 * The advanced setting of the host. It acts on the whole host, whatever arrays are attached to it.
 * Source: Broadcom KB 342563; blog.scottlowe 2010-10-29.
 */
export function hostSwitch({ host }: CloneRuleFacts, primitive: Primitive): RuleResult {
  const key = hostSwitchOf(primitive);
  if (key === null) return notApplicable('hostSwitch', 'Does the host allow it?', `No advanced setting of a host is about ${primitiveNames[primitive]}.`);
  const isOn = host.switches[key];
  return answer('hostSwitch', `Does the host allow it (${hostSwitchNames[key]})?`, isOn, `${hostSwitchNames[key]} is ${isOn ? 'on' : 'off'} at ${quote(host.name)}.`);
}

/**
 * The same setting for one datastore. vSphere has none, and people have asked for it: its settings cannot tell arrays or LUNs apart.
 * Filers have one of their own: without the option `vstorage` of its storage virtual machine, ONTAP takes no file clones.
 * Source: blog.scottlowe 2010-10-28; NetApp KB "What is needed for VAAI".
 */
export function datastoreSwitch(facts: CloneRuleFacts, primitive: Primitive): RuleResult {
  const title = 'Is hardware acceleration on for the datastores?';
  const key = datastoreSwitchOf(primitive);
  if (key === null) return notApplicable('datastoreSwitch', title, `No setting of a datastore is about ${primitiveNames[primitive]}.`);
  const places = placesOf(facts);
  const off = places.filter((place) => !place.switches[key]);
  const isPassed = off.length === 0;
  return answer('datastoreSwitch', title, isPassed, `Hardware acceleration of ${datastoreSwitchWords[key]} is ${isPassed ? 'on' : 'off'} for ${quoteAll((isPassed ? places : off).map(({ name }) => name))}.`);
}

/**
 * A device that ignores a command instead of rejecting it gives the host no reason to fall back, and data is at risk.
 * One that was caught is left alone until somebody clears the mark.
 * Source: blog.scottlowe 2010-11-01.
 */
export function deviceTrusted(facts: CloneRuleFacts): RuleResult {
  const title = 'Do the devices carry out what they accept?';
  const places = placesOf(facts);
  const caught = places.flatMap(({ name, distrust }) => (distrust === null ? [] : [`${quote(name)} has been marked since ${dateOf(distrust.sinceMs)}: ${withPeriod(distrust.reason)}`]));
  return caught.length === 0
    ? answer('deviceTrusted', title, true, `Neither a lost nor a half-done command is known of ${quoteAll(places.map(({ name }) => name))}.`)
    : answer('deviceTrusted', title, false, caught.join(' '));
}

/**
 * NAS offers nothing without the vendor's plug-in on the host; block storage needs none on arrays that follow T10.
 * Source: vSphere 8 Storage, NAS acceleration; vCAT 4.3.4; vSphere 6.0 Storage, block devices.
 */
export function nasPlugin({ host, target }: CloneRuleFacts, primitive: Primitive): RuleResult {
  const title = "Is the vendor's NAS plug-in installed on the host?";
  if (!isNas(primitive) || target.type === 'VMFS') return notApplicable('nasPlugin', title, 'Block storage needs no plug-in.');
  const isInstalled = host.switches.isNasPluginInstalled;
  return answer('nasPlugin', title, isInstalled, `The NAS plug-in is ${isInstalled ? '' : 'not '}installed on ${quote(host.name)}.`);
}

/**
 * Arrays support primitives one by one; "Supported" alone does not say which.
 * Source: vSphere 6.7 Storage, support status; Huawei forum 478221.
 */
export function primitiveOffered(facts: CloneRuleFacts, primitive: Primitive): RuleResult {
  // NFS never has what VMFS needs and the other way round: that is for `datastoreTypes` to say.
  const places = placesOf(facts).filter((place) => place.type === facts.target.type);
  const without = places.filter(({ profile }) => !profile.primitives.has(primitive));
  const title = `Does the array offer ${primitiveNames[primitive]}?`;
  if (without.length === 0) return answer('primitiveOffered', title, true, `The array behind ${quoteAll(places.map(({ name }) => name))} offers ${primitiveNames[primitive]}.`);
  const found = without.map(({ name, profile }) => `The array behind ${quote(name)} (${profile.name}) does not offer ${primitiveNames[primitive]}.`);
  return answer('primitiveOffered', title, false, found.join(' '));
}

/** Minutes are exact enough, and the time zone is said because a trail is read on other machines. */
function dateOf(atMs: number): string {
  const at = new Date(atMs);
  return Number.isNaN(at.getTime()) ? 'an unknown time' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function withPeriod(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
