/** What a linked page says of itself. */

import type { Preview } from "../../api/types.ts";
import { Icon } from "../../ui/Icon.tsx";

export function LinkCard({ preview }: { preview: Preview }) {
  const host = hostOf(preview.url);
  if (host === undefined) return null;
  return (
    <a className="card" href={preview.url} target="_blank" rel="noopener noreferrer nofollow">
      <span className="txt">
        <small>
          <Icon name="globe" size="xs" />
          {preview.site_name || host}
        </small>
        <b dir="auto">{preview.title || host}</b>
        {preview.description !== "" && <p dir="auto">{preview.description}</p>}
      </span>
    </a>
  );
}

/** Undefined of what must not be a link here. */
function hostOf(url: string): string | undefined {
  try {
    const { protocol, host } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? host : undefined;
  } catch {
    return undefined;
  }
}
