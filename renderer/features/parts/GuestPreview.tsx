import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { CustomizationPreview } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
import { addressWords, secretsWarning } from './guestWords.ts';

/** Exactly what a guest would be told, and what of it anybody could read. */
export function GuestPreview({ preview, level }: { preview: CustomizationPreview; level: 3 | 4 }) {
  const { computerName, membership, timeZone, nics, dnsServers, commandCount, secretsOnDisk, files } = preview;
  const Heading = `h${level}` as const;
  const warning = secretsWarning(secretsOnDisk);
  return (
    <>
      <section aria-label={say('parts.whatTheGuestIsTold')}>
        <Heading className="app-subhead">{say('parts.whatTheGuestIsTold')}</Heading>
        <KeyValueList
          items={[
            { label: say('parts.computerName'), value: computerName },
            ...(membership === null ? [] : [{ label: say('parts.memberOf'), value: membership }]),
            { label: say('parts.timeZone'), value: timeZone },
            ...nics.map((nic) => ({ label: nic.label, value: addressWords(nic) })),
            { label: say('parts.dnsServers'), value: dnsServers.length === 0 ? say('common.none') : dnsServers.join(', ') },
            { label: say('parts.commands'), value: commandCount === 0 ? say('common.none') : say('parts.commandsAtFirstStart', { commands: say('counts.command', { count: commandCount }) }) },
            { label: say('parts.filesOnTheDisk'), value: files.join(', ') },
          ]}
        />
      </section>
      {warning === null ? null : <Alert tone="warning">{warning}</Alert>}
    </>
  );
}
