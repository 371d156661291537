namespace Merlon.Rules.Meaning;

/// <summary>The chunks by which an SCTP association comes and goes (RFC 9260, 3.2).</summary>
enum SctpChunkType : byte
{
    Data = 0,
    Init = 1,
    InitAck = 2,
    Heartbeat = 4,
    HeartbeatAck = 5,
    Abort = 6,
    Shutdown = 7,
    ShutdownAck = 8,
    Error = 9,
    CookieEcho = 10,
    CookieAck = 11,
    ShutdownComplete = 14,
}
