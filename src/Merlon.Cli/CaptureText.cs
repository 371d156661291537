using System.Text.Json;
using Merlon.Flows.Captured;
using Merlon.Packets;

namespace Merlon.Cli;

/// <summary>What became of a capture's packets, in words and as JSON.</summary>
static class CaptureText
{
    /// <summary>Says so if some were broken.</summary>
    public static void TellBroken(string file, PacketCounts packets)
    {
        if (packets.Broken > 0) Screen.Warning($"{file}: {Broken(packets)}");
    }

    static string Broken(PacketCounts packets) =>
        $"{packets.Broken:N0} broken or cut short of {RespondCommand.Plural(packets.Packets, "packet")}: "
        + string.Join("; ", packets.BrokenByKind.Select(kind => $"{kind.Count:N0} {PacketFaults.InWords(kind.Kind)}"));

    public static void WriteJson(Utf8JsonWriter json, PacketCounts packets)
    {
        json.WriteNumber("packets", packets.Packets);
        json.WriteStartObject("otherPackets");
        json.WriteNumber("arp", packets.Arp);
        json.WriteNumber("notIp", packets.NotIp);
        json.WriteEndObject();
        json.WriteNumber("fragments", packets.Fragments);
        json.WriteNumber("datagramsOfFragments", packets.Joined);
        json.WriteNumber("tunnelledPackets", packets.Tunnelled);
        json.WriteStartObject("brokenPackets");
        foreach (var (kind, count) in packets.BrokenByKind)
            json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()), count);
        json.WriteEndObject();
    }
}
