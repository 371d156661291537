using System.Globalization;
using Merlon.Packets;
using Merlon.Rules.Meaning;

namespace Merlon.Rules;

/// <summary>The states of packets in a row, as nf_conntrack gives them.</summary>
public class ConnectionTrackerTests
{
    const string Request = "C0000201" + "CB007107", Answer = "CB007107" + "C0000201";

    // Each a packet and its state: who sends ( > the client, < the server), then the protocol and what matters of it.
    [Theory]
    [InlineData("> tcp S NEW", "> tcp S NEW", "< tcp SA ESTABLISHED", "> tcp A ESTABLISHED")]
    [InlineData("> tcp S NEW", "< tcp RA ESTABLISHED", "> tcp S NEW")]                       // refused, tried again
    [InlineData(
        "> tcp S NEW", "< tcp SA ESTABLISHED", "> tcp A ESTABLISHED", "> tcp FA ESTABLISHED", "> tcp S ESTABLISHED",
        "< tcp FA ESTABLISHED", "> tcp A ESTABLISHED", "> tcp S NEW")]   // over when both have said so
    [InlineData("> tcp S NEW", "> tcp A INVALID", "< tcp FA INVALID", "< tcp SA ESTABLISHED")]   // half a handshake
    [InlineData("> tcp S NEW", "< tcp S ESTABLISHED", "> tcp SA ESTABLISHED", "> tcp A ESTABLISHED")]   // at once
    [InlineData("> tcp A NEW", "< tcp A ESTABLISHED")]                                       // picked up on its way
    [InlineData("< tcp SA INVALID", "> tcp R INVALID", "> tcp FA INVALID")]                  // none begins so
    [InlineData("> tcp S NEW", "< tcp SA ESTABLISHED", "> tcp FS INVALID", "> tcp - INVALID")]   // no flags go so
    [InlineData("> udp - NEW", "> udp - NEW", "< udp - ESTABLISHED", "> udp - ESTABLISHED")]
    [InlineData("> icmp 8 NEW", "< icmp 0 ESTABLISHED", "> icmp 8 ESTABLISHED", "< icmp 8 NEW", "> icmp 14 INVALID")]
    [InlineData("< icmp 0 INVALID", "> icmp 13 NEW", "> icmp 5 INVALID")]
    [InlineData("> udp - NEW", "< icmp 3 RELATED", "> udp - NEW")]                           // about the request
    [InlineData("> tcp S DROPPED", "< tcp SA INVALID", "> tcp S NEW")]                       // never let in
    [InlineData("> tcp S NEW", "> tcp S DROPPED", "< tcp SA ESTABLISHED")]                   // a repetition, dropped
    public void Packets_in_a_row_have_the_states_that_the_kernel_gives_them(params string[] row)
    {
        var tracker = new ConnectionTracker();
        foreach (var step in row)
        {
            var words = step.Split(' ');
            var isDropped = words[3] == "DROPPED";
            var state = tracker.Next(Packet(words[0] == ">", words[1], words[2])).ToString().ToUpperInvariant();
            Assert.Equal(isDropped ? "NEW" : words[3], state);
            if (isDropped) tracker.TakeBack();
        }
    }

    [Fact]
    public void Of_many_connections_the_oldest_are_forgotten()
    {
        var tracker = new ConnectionTracker(capacity: 100);
        for (var port = 1; port <= 1_000; port++) tracker.Next(Packet(true, "udp", "-", port));
        Assert.Equal(ConnectionState.Established, tracker.Next(Packet(false, "udp", "-", 1_000)));
        Assert.Equal(ConnectionState.New, tracker.Next(Packet(false, "udp", "-", 1)));
    }

    [Fact]
    public void Neighbours_are_not_tracked()
    {
        var solicitation = "6000000000083AFF" + new string('0', 64) + "8700000000000000";
        Assert.Equal(ConnectionState.Untracked, new ConnectionTracker().Next(Read(solicitation)));
    }

    static PacketHeaders Packet(bool isRequest, string protocol, string what, int port = 4096)
    {
        var (client, server) = (port.ToString("X4", CultureInfo.InvariantCulture), "0050");
        var ports = isRequest ? client + server : server + client;
        var (number, body) = protocol switch
        {
            "tcp" => ("06", ports + new string('0', 16) + "50" + Flags(what) + "000000000000"),
            "udp" => ("11", ports + "00080000"),
            _ => ("01", Icmp(byte.Parse(what, CultureInfo.InvariantCulture))),
        };
        var total = (20 + body.Length / 2).ToString("X4", CultureInfo.InvariantCulture);
        return Read($"4500{total}0001000040{number}0000{(isRequest ? Request : Answer)}{body}");
    }

    // An error carries what it is about: a request by UDP.
    static string Icmp(byte type) =>
        $"{type:X2}000000000700" + "01"
        + (type is 3 or 5 ? "4500001C0001000040110000" + Request + "1000005000080000" : "");

    static string Flags(string names) =>
        names.Sum(name => "FSRPAU".IndexOf(name, StringComparison.Ordinal) is var bit and >= 0 ? 1 << bit : 0)
            .ToString("X2", CultureInfo.InvariantCulture);

    static PacketHeaders Read(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        return PacketHeaders.Read(new(Given.Noon, LinkType.Raw, bytes.Length, bytes));
    }
}
