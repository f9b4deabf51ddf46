import { useEffect, useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { clearUpload, startUpload, useUpload } from '../../stores/uploads.ts';
import { formatBytes, formatDuration, formatRate } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

export interface UploadSourceProps {
  /** Called once, when the file lies beside the yard. */
  onUploaded: (path: string) => void;
}

/** Sends a file from this computer to the machine that hosts the yard. */
export function UploadSource({ onUploaded }: UploadSourceProps) {
  const upload = useUpload();
  const input = useRef<HTMLInputElement>(null);
  const report = useRef(onUploaded);
  useEffect(() => {
    report.current = onUploaded;
  });
  const path = upload?.path ?? null;
  useEffect(() => {
    if (path !== null) report.current(path);
  }, [path]);

  return (
    <div className="app-upload">
      <input
        ref={input}
        type="file"
        hidden
        aria-label={say('importTemplate.diskImageOnThisComputer')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // Cleared so that choosing the same file again is noticed.
          event.target.value = '';
          if (file !== undefined) void startUpload(file);
        }}
      />
      <Button icon="upload" onPress={() => input.current?.click()} disabledReason={upload?.state === 'sending' ? say('importTemplate.aFileIsBeingSent') : undefined}>
        {say('importTemplate.chooseAFile')}
      </Button>
      {upload === null ? (
        <p>{say('importTemplate.uploadExplained')}</p>
      ) : (
        <>
          <ProgressBar
            label={say('importTemplate.uploading', { file: upload.name })}
            isLabelVisible
            value={upload.sizeBytes === 0 ? 100 : (upload.sentBytes / upload.sizeBytes) * 100}
            tone={upload.state === 'failed' ? 'danger' : upload.state === 'done' ? 'success' : 'accent'}
          />
          {upload.state === 'sending' ? (
            <div className="app-upload-line">
              <span>{uploadWords(upload.sentBytes, upload.sizeBytes, Date.now() - upload.startedAtMs)}</span>
              <Button variant="flat" onPress={clearUpload}>
                {say('importTemplate.cancelUpload')}
              </Button>
            </div>
          ) : null}
          {upload.fault === null ? null : <FaultAlert fault={upload.fault} />}
        </>
      )}
    </div>
  );
}

/** Amount, and once there is something to measure, rate and time left. */
function uploadWords(sentBytes: number, sizeBytes: number, elapsedMs: number): string {
  const sent = formatBytes(sentBytes);
  const size = formatBytes(sizeBytes);
  if (elapsedMs < 500 || sentBytes === 0) return say('importTemplate.sentOfSize', { sent, size });
  const bytesPerSecond = (sentBytes / elapsedMs) * 1000;
  return say('importTemplate.sentWithTimeLeft', { sent, size, rate: formatRate(bytesPerSecond), duration: formatDuration(((sizeBytes - sentBytes) / bytesPerSecond) * 1000) });
}
