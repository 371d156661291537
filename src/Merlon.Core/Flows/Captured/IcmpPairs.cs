using Merlon.Net;

namespace Merlon.Flows.Captured;

/// <summary>Which ICMP types ask and which answer them.</summary>
/// <remarks>
/// RFC 792, 950 and 1256; RFC 4443, 2710, 4861, 4620 and 6275: the pairs that Community ID v1 knows, too.
/// </remarks>
static class IcmpPairs
{
    const byte None = byte.MaxValue;

    static readonly (byte[] Counterpart, bool[] IsAnswer) V4 = Table((8, 0), (13, 14), (15, 16), (17, 18), (10, 9));

    static readonly (byte[] Counterpart, bool[] IsAnswer) V6 =
        Table((128, 129), (130, 131), (133, 134), (135, 136), (139, 140), (144, 145));

    /// <param name="counterpart">The type that answers it, or that it answers.</param>
    public static bool TryPair(IpProtocol protocol, byte type, out byte counterpart, out bool isAnswer)
    {
        var (counterparts, areAnswers) = protocol is IpProtocol.Icmp ? V4 : V6;
        counterpart = counterparts[type];
        isAnswer = areAnswers[type];
        return counterpart != None;
    }

    /// <summary>Whether requests of this type carry a number by which their answers are known.</summary>
    public static bool HasId(IpProtocol protocol, byte request) => protocol is IpProtocol.Icmp
        ? request is 8 or 13 or 15 or 17
        : request is 128 or 144;

    static (byte[] Counterpart, bool[] IsAnswer) Table(params (byte Request, byte Answer)[] pairs)
    {
        var counterparts = new byte[256];
        var areAnswers = new bool[256];
        Array.Fill(counterparts, None);
        foreach (var (request, answer) in pairs)
        {
            (counterparts[request], counterparts[answer]) = (answer, request);
            areAnswers[answer] = true;
        }

        return (counterparts, areAnswers);
    }
}
