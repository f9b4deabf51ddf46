/** Sends a file to the machine that hosts the yard, for browsers, which cannot hand over a path. */
import * as z from 'zod';
import { Fault, faultRecordSchema } from '../../shared/faults.ts';
import { say } from '../strings/say.ts';

const answerSchema = z.object({ path: z.string() });

export interface UploadRequest {
  readonly file: File;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly onProgress: (sentBytes: number) => void;
}

/**
 * Uploads the file and returns its path beside the yard.
 * @throws Fault RequestCanceled when aborted, FileFault or the server's own fault when it failed
 */
export function uploadFile(request: UploadRequest): Promise<string> {
  // XMLHttpRequest, because fetch does not report how much of a body has been sent.
  const xhr = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const abort = () => xhr.abort();
    request.signal.addEventListener('abort', abort, { once: true });
    xhr.upload.addEventListener('progress', (event) => request.onProgress(event.loaded));
    xhr.addEventListener('loadend', () => {
      request.signal.removeEventListener('abort', abort);
      if (request.signal.aborted) {
        reject(new Fault('RequestCanceled', say('api.uploadCancelled')));
        return;
      }
      const answer = parseJson(xhr.responseText);
      const done = answerSchema.safeParse(answer);
      if (xhr.status >= 200 && xhr.status < 300 && done.success) resolve(done.data.path);
      else reject(uploadFault(xhr.status, answer));
    });
    xhr.open('PUT', `/upload?name=${encodeURIComponent(request.file.name)}`);
    xhr.setRequestHeader('x-cloneyard-token', request.token);
    xhr.send(request.file);
  });
}

/** The server's fault if it sent one; otherwise what its status says. */
function uploadFault(status: number, answer: unknown): Fault {
  const fault = faultRecordSchema.safeParse(answer);
  if (fault.success) return new Fault(fault.data.code, fault.data.message, { names: fault.data.names, hint: fault.data.hint });
  if (status === 0) {
    return new Fault('FileFault', say('api.uploadBrokeOff'), { hint: say('api.checkServerThenChooseAgain') });
  }
  return new Fault('FileFault', say('api.uploadRefused', { status }));
}

/** The parsed text, or null when it is not JSON; an error page then counts as "no fault sent". */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
