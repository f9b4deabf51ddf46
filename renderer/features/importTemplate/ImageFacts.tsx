import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Loaded } from '../../stores/requests.ts';
import type { ImageInfo } from '../../../shared/model/image.ts';
import { formatPercent } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';

export interface ImageFactsProps {
  image: Loaded<ImageInfo>;
  /** False while no file has been chosen. */
  isAsked: boolean;
}

/** What the chosen file turned out to be, before anything is imported. */
export function ImageFacts({ image, isAsked }: ImageFactsProps) {
  if (!isAsked) return null;
  if (image.isLoading) {
    return (
      <p className="app-inline-wait">
        <Spinner label={say('importTemplate.lookingAtTheFile')} sizePx={14} />{' '}{say('importTemplate.lookingAtTheFile')}
      </p>
    );
  }
  if (image.fault !== null) return <FaultAlert fault={image.fault} />;
  if (image.value === null) return null;
  const { format, sizeBytes, allocatedBytes, content } = image.value;
  return (
    <KeyValueList
      items={[
        { label: say('importTemplate.format'), value: format === 'raw' ? say('importTemplate.rawDiskImage') : format },
        { label: say('importTemplate.diskSize'), value: <Bytes value={sizeBytes} /> },
        {
          label: say('importTemplate.allocatedInTheFile'),
          value: (
            <Filled text={say('importTemplate.allocatedAndHoles', { size: slots[0], share: formatPercent(allocatedBytes, sizeBytes) })}>
              <Bytes value={allocatedBytes} />
            </Filled>
          ),
        },
        { label: say('importTemplate.content'), value: content },
      ]}
    />
  );
}
