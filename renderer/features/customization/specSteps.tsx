/** The steps of the wizard: what each is called, which fields it has, and what it shows. */
import type { ReactNode } from 'react';
import type { IpPool } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
import { AdministratorStep, ComputerNameStep, MembershipStep, NameStep, RegistrationStep, TimeZoneStep, type SecretStepProps } from './IdentitySteps.tsx';
import { CommandsStep, DnsStep, NetworkStep } from './NetworkSteps.tsx';

export interface StepPlan {
  readonly id: 'name' | 'computer' | 'registration' | 'administrator' | 'timeZone' | 'network' | 'dns' | 'membership' | 'commands';
  readonly title: string;
  /** Where problems of it are found. */
  readonly fields: readonly string[];
  readonly isForWindows?: true;
}

export const stepPlans: readonly StepPlan[] = [
  { id: 'name', title: say('customization.nameAndGuest'), fields: ['name', 'description'] },
  { id: 'computer', title: say('customization.computerName'), fields: ['computerName', 'domain'] },
  { id: 'registration', title: say('customization.registration'), fields: ['owner', 'organization', 'productKey'], isForWindows: true },
  { id: 'administrator', title: say('customization.administrator'), fields: ['adminPasswordAgain', 'autoLogonCount'], isForWindows: true },
  { id: 'timeZone', title: say('customization.timeZone'), fields: ['timeZone'] },
  { id: 'network', title: say('common.network'), fields: ['network'] },
  { id: 'dns', title: say('customization.dns'), fields: ['dnsServers', 'dnsSuffixes'] },
  { id: 'membership', title: say('customization.workgroupOrDomain'), fields: ['membership'], isForWindows: true },
  { id: 'commands', title: say('customization.commands'), fields: ['commands'] },
];

export function renderStep(id: StepPlan['id'], props: SecretStepProps, pools: readonly IpPool[]): ReactNode {
  switch (id) {
    case 'name':
      return <NameStep {...props} />;
    case 'computer':
      return <ComputerNameStep {...props} />;
    case 'registration':
      return <RegistrationStep {...props} />;
    case 'administrator':
      return <AdministratorStep {...props} />;
    case 'timeZone':
      return <TimeZoneStep {...props} />;
    case 'network':
      return <NetworkStep {...props} pools={pools} />;
    case 'dns':
      return <DnsStep {...props} />;
    case 'membership':
      return <MembershipStep {...props} />;
    case 'commands':
      return <CommandsStep {...props} />;
  }
}
