import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Loaded } from '../../stores/requests.ts';
import type { ImageInfo } from '../../../shared/model/image.ts';
import { formatPercent } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';

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
        <Spinner label="Looking at the file" sizePx={14} /> Looking at the file
      </p>
    );
  }
  if (image.fault !== null) return <FaultAlert fault={image.fault} />;
  if (image.value === null) return null;
  const { format, sizeBytes, allocatedBytes, content } = image.value;
  return (
    <KeyValueList
      items={[
        { label: 'Format', value: format === 'raw' ? 'Raw disk image' : format },
        { label: 'Disk size', value: <Bytes value={sizeBytes} /> },
        {
          label: 'Allocated in the file',
          value: (
            <>
              <Bytes value={allocatedBytes} /> ({formatPercent(allocatedBytes, sizeBytes)}); holes are not read
            </>
          ),
        },
        { label: 'Content', value: content },
      ]}
    />
  );
}
