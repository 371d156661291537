using System.Buffers.Binary;
using Merlon.Packets;
using static Merlon.Rules.Meaning.SctpChunkType;

namespace Merlon.Rules.Meaning;

/// <summary>
/// An SCTP association as connection tracking sees it: the tag that each end must put on its packets, and how far the
/// two have come (RFC 9260, 4 and 8.5; nf_conntrack_proto_sctp.c).
/// </summary>
sealed class TrackedSctp
{
    readonly End _opener = new(), _other = new();
    Stage _stage;
    End? _strange;   // who last sent a heartbeat with a tag that is not his, as after an address was added

    /// <summary>Null for a packet with which none begins.</summary>
    public static TrackedSctp? Opened(in PacketHeaders packet)
    {
        var opened = new TrackedSctp();
        return opened.TryBegin(packet) && opened.TryAdvance(packet, isAnswer: false) ? opened : null;
    }

    /// <summary>Takes the next packet in; false when no such packet can come now.</summary>
    /// <param name="isAnswer">From the end that did not open the association.</param>
    public bool TryAdvance(in PacketHeaders packet, bool isAnswer)
    {
        if (!IsInOrder(packet.Payload, out var kinds)) return false;

        var (tag, sender) = (TagOf(packet), isAnswer ? _other : _opener);
        if (!kinds.HaveOwnWord && tag != sender.Tag) return false;

        var hasStrange = false;
        var rest = packet.Payload;
        while (SctpChunk.TryRead(ref rest, out var chunk))
        {
            if (IsBeat(chunk.Type) && sender.Tag != 0 && tag != sender.Tag)
            {
                if (kinds.HasData || hasStrange || !TryTakeStrange(chunk.Type, tag, sender)) return false;
                if (chunk.Type is Heartbeat)
                {
                    hasStrange = true;
                    continue;
                }
            }
            else if (!TryTakeTag(chunk, tag, sender))
            {
                return false;
            }

            if (Next(chunk.Type, isAnswer) is not { } next || !TryTakeInit(chunk, sender)) return false;
            _stage = next;
        }

        return true;
    }

    End OtherThan(End end) => end == _opener ? _other : _opener;

    bool TryBegin(in PacketHeaders packet)
    {
        var tag = TagOf(packet);
        var rest = packet.Payload;
        while (SctpChunk.TryRead(ref rest, out var chunk) && chunk.Length > 0)
        {
            switch (chunk.Type)
            {
                case Init when tag != 0 || chunk.InitiateTag.IsEmpty: return false;
                case Init: _other.Tag = NumberOf(chunk.InitiateTag); break;
                case Heartbeat: _opener.Tag = tag; break;
                case ShutdownAck: _other.Tag = tag; break;   // and its answer bears the same (8.4)
                case InitAck or HeartbeatAck or Shutdown or Error or CookieEcho: break;
                default: return false;
            }
        }

        return true;
    }

    // 8.5.1: which chunks come with which tag.
    bool TryTakeTag(in SctpChunk chunk, uint tag, End sender)
    {
        switch (chunk.Type)
        {
            case Init: return tag == 0;
            case Abort or ShutdownComplete: return tag == (chunk.IsTagReflected ? OtherThan(sender) : sender).Tag;
            case CookieEcho: return tag == sender.Tag;
            case CookieAck: (_opener.HasInit, _other.HasInit) = (false, false); break;
            case Heartbeat or HeartbeatAck: (sender.Tag, _strange) = (tag, sender.Tag == 0 ? _strange : null); break;
        }

        return true;
    }

    // A heartbeat with another tag is let by once; its answer settles which tags hold from then on.
    bool TryTakeStrange(SctpChunkType beat, uint tag, End sender)
    {
        if (beat is Heartbeat)
        {
            _strange = sender;
            return true;
        }

        if (_strange is null || _strange == sender) return false;
        (sender.Tag, OtherThan(sender).Tag, _strange) = (tag, 0, null);
        return true;
    }

    bool TryTakeInit(in SctpChunk chunk, End sender)
    {
        if (chunk.Type is not (Init or InitAck)) return true;
        if (chunk.InitiateTag.IsEmpty) return false;

        var (receiver, asked) = (OtherThan(sender), NumberOf(chunk.InitiateTag));
        if (chunk.Type is Init)
        {
            var isSentAgain = _stage is not Stage.Fresh && receiver.Tag == asked;
            if (!isSentAgain) (sender.HasInit, receiver.HasInit) = (true, receiver.HasInit && !sender.HasInit);
        }
        else
        {
            var isLate = !receiver.HasInit && receiver.Tag != 0;
            var isCollision = receiver.HasInit && sender.HasInit;   // 5.2.1: both began
            if ((isLate || isCollision) && receiver.Tag != asked) return false;
        }

        receiver.Tag = asked;
        return true;
    }

    Stage? Next(SctpChunkType chunk, bool isAnswer) => (_stage, chunk) switch
    {
        (_, not (Init or InitAck or Heartbeat or HeartbeatAck or Abort or Shutdown or ShutdownAck or Error
            or CookieEcho or CookieAck or ShutdownComplete)) => _stage,
        (Stage.Fresh, Heartbeat) or (Stage.HeartbeatSent, Heartbeat) => Stage.HeartbeatSent,
        (Stage.Fresh, ShutdownAck) => Stage.ShutdownAckSent,
        (Stage.Fresh, _) => Stage.Closed,
        (Stage.HeartbeatSent, HeartbeatAck) => isAnswer ? Stage.Established : Stage.HeartbeatSent,
        (Stage.HeartbeatSent, _) when isAnswer => null,
        (Stage.HeartbeatSent, Init) => Stage.CookieWait,
        (Stage.HeartbeatSent, ShutdownAck) => Stage.ShutdownAckSent,
        (Stage.HeartbeatSent, _) or (_, Abort) => Stage.Closed,
        (Stage.Closed, InitAck) when isAnswer => Stage.CookieWait,
        (Stage.CookieWait, CookieEcho) => Stage.CookieEchoed,
        (Stage.CookieEchoed, CookieAck) => Stage.Established,
        (Stage.CookieEchoed, Error) when isAnswer => Stage.Closed,
        (Stage.Established, Shutdown) => isAnswer ? Stage.ShutdownReceived : Stage.ShutdownSent,
        (Stage.ShutdownSent or Stage.ShutdownReceived, ShutdownAck) => Stage.ShutdownAckSent,
        (Stage.ShutdownSent or Stage.ShutdownReceived, Init) when !isAnswer => Stage.Closed,
        (Stage.ShutdownAckSent, ShutdownComplete) => Stage.Closed,
        _ => _stage,
    };

    // 6.10: INIT, INIT ACK and SHUTDOWN COMPLETE come alone; COOKIE ECHO and COOKIE ACK come first; and there is one.
    static bool IsInOrder(ReadOnlySpan<byte> rest, out Kinds kinds)
    {
        kinds = default;
        var (isFirst, isAlone) = (true, false);
        while (SctpChunk.TryRead(ref rest, out var chunk))
        {
            isAlone |= chunk.Type is Init or InitAck or ShutdownComplete;
            if (chunk.Length == 0 || (!isFirst && (isAlone || chunk.Type is CookieAck or CookieEcho))) return false;

            isFirst = false;
            kinds.HasData |= chunk.Type is Data;
            kinds.HaveOwnWord |= IsBeat(chunk.Type)
                || chunk.Type is Init or ShutdownComplete or CookieEcho or Abort or ShutdownAck;
        }

        return !isFirst;
    }

    static bool IsBeat(SctpChunkType chunk) => chunk is Heartbeat or HeartbeatAck;

    static uint TagOf(in PacketHeaders packet) => NumberOf(packet.Transport[4..8]);

    static uint NumberOf(ReadOnlySpan<byte> tag) => BinaryPrimitives.ReadUInt32BigEndian(tag);

    /// <summary>What a packet's chunks are, taken together.</summary>
    struct Kinds
    {
        public bool HasData;

        /// <summary>Whether one of them says for itself which tag it comes with, or none.</summary>
        public bool HaveOwnWord;
    }

    sealed class End
    {
        /// <summary>What its packets must bear; 0 where that is not known yet.</summary>
        public uint Tag { get; set; }

        /// <summary>It has asked for an association.</summary>
        public bool HasInit { get; set; }
    }

    enum Stage : byte
    {
        Fresh,
        HeartbeatSent,
        Closed,
        CookieWait,
        CookieEchoed,
        Established,
        ShutdownSent,
        ShutdownReceived,
        ShutdownAckSent,
    }
}
