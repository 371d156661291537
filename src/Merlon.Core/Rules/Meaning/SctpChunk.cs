namespace Merlon.Rules.Meaning;

/// <summary>A chunk of an SCTP packet (RFC 9260, 3.2): its type, its flags, and what is in it.</summary>
readonly ref struct SctpChunk
{
    const int Header = 4, Alignment = 4, InitLeast = 16;

    public SctpChunkType Type { get; private init; }

    /// <summary>Whether the packet bears the receiver's tag in place of the sender's (8.5.1).</summary>
    public bool IsTagReflected { get; private init; }

    /// <summary>With the header and without the padding, in bytes, as it tells.</summary>
    public int Length { get; private init; }

    /// <summary>The tag that an INIT or INIT ACK asks for; null where there is too little of it.</summary>
    public ReadOnlySpan<byte> InitiateTag { get; private init; }

    /// <summary>Takes the next chunk off the packet's payload; false at its end.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> rest, out SctpChunk chunk)
    {
        chunk = default;
        if (rest.Length < Header) return false;

        var length = rest[2] << 8 | rest[3];
        chunk = new()
        {
            Type = (SctpChunkType)rest[0],
            IsTagReflected = (rest[1] & 1) != 0,
            Length = length,
            InitiateTag = rest.Length < Header + InitLeast ? default : rest[Header..(Header + 4)],
        };
        var step = (length + Alignment - 1) / Alignment * Alignment;
        rest = rest[Math.Min(step, rest.Length)..];
        return true;
    }
}
