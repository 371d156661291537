using System.Buffers.Binary;
using System.Text;
using Merlon.Packets;

namespace Merlon.Evaluation.Truth;

public class GroundTruthTests
{
    const string Hosts = """ "hosts": [{"name": "web", "addresses": ["10.0.0.1", "192.0.2.1"]}], """;

    const string Scan = """
        {"attack": "scan", "sources": ["192.0.2.1"], "destinations": ["10.0.0.0/24"], "protocol": "tcp",
         "ports": "1-99,8080", "start": 1000.5, "end": 1010.25}
        """;

    [Theory]
    [InlineData(1000.5, "192.0.2.1:5", "10.0.0.1:80", 6, true)]
    [InlineData(1000.4, "192.0.2.1:5", "10.0.0.1:80", 6, false)]      // before
    [InlineData(1070.2, "10.0.0.1:80", "192.0.2.1:5", 6, true)]       // an answer, within a minute
    [InlineData(1070.3, "10.0.0.1:80", "192.0.2.1:5", 6, false)]
    [InlineData(1005, "192.0.2.1:5", "10.0.0.1:100", 6, false)]       // another port
    [InlineData(1005, "192.0.2.1:5", "10.0.1.1:80", 6, false)]        // another destination
    [InlineData(1005, "192.0.2.2:5", "10.0.0.1:80", 6, false)]        // another source
    [InlineData(1005, "192.0.2.1:80", "10.0.0.1:5000", 6, false)]
    [InlineData(1005, "192.0.2.1:5", "10.0.0.1:8080", 17, false)]     // another protocol
    public void A_packet_is_of_an_attack_by_its_time_ends_protocol_and_port(
        double at, string source, string destination, byte protocol, bool expected) =>
        Assert.Equal(expected, IsOf(Truth(Scan), at, source, destination, protocol));

    [Fact]
    public void Made_up_sources_are_those_of_no_host_and_icmp_may_be_an_answer()
    {
        var flood = Scan.Replace("\"192.0.2.1\"", "\"random\"", StringComparison.Ordinal);
        Assert.True(IsOf(Truth(flood), 1005, "198.51.100.7:9", "10.0.0.1:80", 6));
        Assert.False(IsOf(Truth(flood), 1005, "192.0.2.1:9", "10.0.0.1:80", 6));
        Assert.False(IsOf(Truth(Scan), 1005, "10.0.0.1:0", "192.0.2.1:0", 1));
        var answered = Scan.Replace("\"attack\"", "\"answers\": \"icmp\", \"attack\"", StringComparison.Ordinal);
        Assert.True(IsOf(Truth(answered), 1005, "10.0.0.1:0", "192.0.2.1:0", 1));
    }

    [Fact]
    public void Where_hardware_addresses_are_told_they_decide()
    {
        var spoofing = Scan.Replace(
            "\"attack\"", "\"macs\": [\"02:00:00:00:00:01\"], \"attack\"", StringComparison.Ordinal);
        Assert.True(IsOf(Truth(spoofing), 1005, "9.9.9.9:1", "8.8.8.8:1", 17));
        Assert.False(IsOf(Truth(spoofing.Replace("0:01", "0:03", StringComparison.Ordinal)),
            1005, "192.0.2.1:5", "10.0.0.1:80", 6));
    }

    [Theory]
    [InlineData("", "not what was expected of a truth.json")]
    [InlineData("{}", "no attacks; expected 1 to 10,000")]
    [InlineData("{\"attacks\": [null]}", "attack 1: it is null")]
    [InlineData("{\"attacks\": [{}]}", "attack 1: attack: it has no name")]
    [InlineData("{\"attacks\": [{\"attack\": \"a\"}]}", "attack 1: destinations: there are none")]
    public void What_is_none_is_told_in_one_line(string text, string expected)
    {
        Assert.Null(GroundTruthReader.Read(Encoding.UTF8.GetBytes(text), out var fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault!);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.x", "sources: \"192.0.2.x\" is no address")]
    [InlineData("10.0.0.0/24", "10.0.0.0/99", "destinations: \"10.0.0.0/99\"")]
    [InlineData("1-99,", "99-1,", "ports: \"99-1\" is no port")]
    [InlineData("\"tcp\"", "null", "protocol: there is none; expected \"any\"")]
    [InlineData("\"1-99,8080\"", "null", "ports: there are none; expected \"\" for all")]
    [InlineData("tcp", "tc\\u001bp", "protocol: \"tc\\u001bp\"")]
    [InlineData("1000.5", "1e300", "start and end: expected seconds")]
    [InlineData("1010.25", "999", "start and end: expected seconds")]
    public void What_is_wrong_is_named(string right, string wrong, string expected)
    {
        var text = "{" + Hosts + "\"attacks\": [" + Scan.Replace(right, wrong, StringComparison.Ordinal) + "]}";
        Assert.Null(GroundTruthReader.Read(Encoding.UTF8.GetBytes(text), out var fault));
        Assert.StartsWith("attack 1: ", fault, StringComparison.Ordinal);
        Assert.Contains(expected.Split('\\')[0], fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', fault!);
    }

    static GroundTruth Truth(string attack)
    {
        var text = "{" + Hosts + $"\"attacks\": [{attack}]}}";
        var truth = GroundTruthReader.Read(Encoding.UTF8.GetBytes(text), out var fault);
        Assert.Null(fault);
        return truth!;
    }

    static bool IsOf(GroundTruth truth, double at, string source, string destination, byte protocol)
    {
        var frame = Convert.FromHexString(
            "0200000000020200000000010800" + "450000280000000040060000" + new string('0', 56));
        frame[23] = protocol;
        if (protocol == 17) frame[39] = 20;
        else if (protocol == 6) frame[46] = 0x50;
        foreach (var (end, place) in new[] { (source, 0), (destination, 1) })
        {
            var parts = end.Split(':');
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(26 + 4 * place), Net.Ip.Parse(parts[0]).V4Bits);
            if (protocol != 1)
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(34 + 2 * place), ushort.Parse(parts[1], null));
        }

        var packet = new CapturedPacket(
            DateTime.UnixEpoch.AddSeconds(at), LinkType.Ethernet, frame.Length, frame);
        return truth.AttackOf(PacketHeaders.Read(packet), packet.At) is not null;
    }
}
