/** One conversation: header, messages, composer, and what goes between them. */

import { useCallback, useEffect, useRef, type KeyboardEvent, type ReactNode, type RefObject } from "react";

import { ChannelHeader } from "../features/channels/ChannelHeader.tsx";
import { Composer, type ComposerHandle } from "../features/composer/Composer.tsx";
import { ArchivedNote, JoinNote } from "../features/composer/Notes.tsx";
import { MessageList, type ListHandle } from "../features/messages/MessageList.tsx";
import { navigate } from "../lib/location.ts";
import { write } from "../realtime/outbox.ts";
import { findChannel } from "../store/selectors.ts";
import { useStore } from "../store/store.ts";
import { MissingChannel } from "./MissingChannel.tsx";
import { useChannel } from "./useChannel.ts";
import { useNarrow } from "./useNarrow.ts";

interface Props {
  id: string;
  at: number | null;
  composer: RefObject<ComposerHandle | null>;
  /** The bars that tell of the connection. */
  bars: ReactNode;
}

export function ChannelPage({ id, at, composer, bars }: Props) {
  const channel = useStore((state) => findChannel(state, id));
  const mine = useStore((state) => id in state.channels || (state.others[id]?.is_member ?? false));
  const { ready, members, fault, retry } = useChannel(id);
  const list = useRef<ListHandle>(null);
  const narrow = useNarrow();

  useEffect(() => {
    // A keyboard on the screen is for those who ask for it.
    if (!narrow) composer.current?.focus();
  }, [narrow, composer]);

  const onLeaveJump = useCallback(() => navigate(`/channels/${id}`, { replace: true }), [id]);
  const onType = useCallback((text: string) => composer.current?.type(text), [composer]);
  const onEditPending = useCallback((text: string) => composer.current?.putBack(text), [composer]);

  if (!channel) return <MissingChannel fault={fault} onRetry={retry} />;

  function send(body: string) {
    write(id, body);
    // What is written from elsewhere is written now; and now is where it shows.
    list.current?.toNow();
  }

  function press(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.shiftKey || event.defaultPrevented || event.nativeEvent.isComposing)
      return;
    event.preventDefault();
    if (list.current?.isAway()) list.current.toNow();
    else list.current?.readAll();
  }

  return (
    <main className="main" tabIndex={-1} aria-labelledby="view-title" onKeyDown={press}>
      <ChannelHeader channel={channel} members={members} />
      {bars}
      <div className="stage">
        <MessageList
          channel={channel}
          mine={mine}
          ready={ready}
          at={at}
          handle={list}
          onType={onType}
          onEditPending={onEditPending}
          onLeaveJump={onLeaveJump}
        />
      </div>
      {channel.archived_at !== null ? (
        <ArchivedNote channel={channel} />
      ) : mine ? (
        <div className="compose-wrap">
          <div className="col">
            <Composer
              channel={id}
              name={`#${channel.name}`}
              handle={composer}
              onSend={send}
              onEditLast={() => list.current?.editLast() ?? false}
            />
          </div>
        </div>
      ) : (
        <JoinNote channel={channel} />
      )}
    </main>
  );
}
