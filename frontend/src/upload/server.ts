// Talking to the server: small JSON questions with the session's CSRF token, and the bytes of parts.

export class Refused extends Error {
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(reason);
  }

  /** Whether the same question may well be answered a little later. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface UploadState {
  id: string;
  parts: string;
  isComplete: boolean;
  handle: number | null;
  existing?: { id: string; isFile: boolean } | null;
}

export interface Placed {
  id: string;
  name: string;
  url: string;
}

export async function ask<Answer>(url: string, body: unknown, signal: AbortSignal): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Refused(0, "The server cannot be reached.");
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, reasonIn(answer, response.status));
  return answer as Answer;
}

/** Send one part; `onBytes` is told how many of its bytes have left. */
export function sendPart(url: string, part: Blob, onBytes: (sent: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    const stop = () => request.abort();
    const end = () => signal.removeEventListener("abort", stop);
    request.open("PUT", url);
    request.upload.onprogress = (event) => onBytes(event.loaded);
    request.onload = () => {
      end();
      if (request.status >= 200 && request.status < 300) return resolve();
      reject(new Refused(request.status, request.responseText.slice(0, 300) || `The server answered ${request.status}.`));
    };
    request.onerror = () => {
      end();
      reject(new Refused(0, "The connection was lost."));
    };
    request.onabort = () => {
      end();
      reject(new DOMException("stopped", "AbortError"));
    };
    signal.addEventListener("abort", stop);
    if (signal.aborted) return stop();
    request.send(part);
  });
}

function csrfToken(): string {
  const found = document.querySelector<HTMLInputElement>(
    ":is([data-upload], [data-grid], [data-attach-form]) input[name=csrfmiddlewaretoken]",
  );
  return found?.value ?? "";
}

function reasonIn(answer: unknown, status: number): string {
  if (typeof answer === "object" && answer !== null && "reason" in answer && typeof answer.reason === "string") {
    return answer.reason;
  }
  return `The server answered ${status}. Load the page again; what was sent already is kept.`;
}
