import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { CustomizationPreview } from '../../../shared/model/customization.ts';
import { addressWords, secretsWarning } from './guestWords.ts';
import { countOf } from './objectLook.ts';

/** Exactly what a guest would be told, and what of it anybody could read. */
export function GuestPreview({ preview, level }: { preview: CustomizationPreview; level: 3 | 4 }) {
  const { computerName, membership, timeZone, nics, dnsServers, commandCount, secretsOnDisk, files } = preview;
  const Heading = `h${level}` as const;
  const warning = secretsWarning(secretsOnDisk);
  return (
    <>
      <section aria-label="What the guest is told">
        <Heading className="app-subhead">What the guest is told</Heading>
        <KeyValueList
          items={[
            { label: 'Computer name', value: computerName },
            ...(membership === null ? [] : [{ label: 'Member of', value: membership }]),
            { label: 'Time zone', value: timeZone },
            ...nics.map((nic) => ({ label: nic.label, value: addressWords(nic) })),
            { label: 'DNS servers', value: dnsServers.length === 0 ? 'None' : dnsServers.join(', ') },
            { label: 'Commands', value: commandCount === 0 ? 'None' : `${countOf(commandCount, 'command')} when it first starts` },
            { label: 'Files on the disk', value: files.join(', ') },
          ]}
        />
      </section>
      {warning === null ? null : <Alert tone="warning">{warning}</Alert>}
    </>
  );
}
