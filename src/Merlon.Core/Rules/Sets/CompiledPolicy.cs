using Merlon.Rules.Meaning;

namespace Merlon.Rules.Sets;

/// <summary>
/// A hook's verdicts, ready for many packets: as many steps as there are bits that matter, however many rules there
/// are. Says the same as <see cref="PacketWalk"/>, but that conditions which contradict each other are seen to.
/// </summary>
public sealed class CompiledPolicy
{
    readonly PacketSpace _space;
    readonly Branch[] _branches;
    readonly int _start;
    readonly (Field Field, int First, int Width)[] _fields;
    readonly (byte Kind, int Bit)[] _tcpOptions;
    readonly int _words;

    /// <exception cref="TooLargeException">The rules cannot be held as sets.</exception>
    public CompiledPolicy(Net.IpFamily family, Table table, Hook hook)
    {
        _space = new(family, PolicyDiff.ConditionsOf(table));
        var diagram = _space.Diagram;
        var function = new PolicyFunction(_space, table, new(_space)).Of(hook);
        var verdicts = diagram.Map(function, 1, constant => (int)PolicyDiff.VerdictsOf(constant));
        var certain = diagram.Fold(verdicts, _space.FirstUnknown, Diagram.EndOfBits, 2, (a, b) => a | b);

        var branches = new List<Branch>();
        _start = Flatten(diagram, certain, branches, []);
        _branches = [.. branches];
        _fields = [.. PacketSpace.Fields.Select(field =>
            (field, _space.FirstBit(field), field.WidthIn(family)))];
        _tcpOptions = [.. _space.TcpOptions];
        _words = _space.FirstUnknown / 64 + 1;
    }

    /// <summary>The verdicts that a packet may meet.</summary>
    public Verdicts Decide(in Packet packet)
    {
        Span<ulong> bits = stackalloc ulong[_words];
        Fill(bits, packet);
        var at = _start;
        while (at >= 0)
        {
            ref readonly var branch = ref _branches[at];
            var isSet = (bits[branch.Bit >> 6] >> (branch.Bit & 63) & 1) != 0;
            at = isSet ? branch.High : branch.Low;
        }

        return (Verdicts)~at;
    }

    void Fill(Span<ulong> bits, in Packet packet)
    {
        bits.Clear();
        PutInterface(bits, isIn: true, packet.InInterface);
        PutInterface(bits, isIn: false, packet.OutInterface);
        foreach (var (field, first, width) in _fields) Put(bits, first, width, packet[field]);
        foreach (var (kind, bit) in _tcpOptions)
        {
            if (packet.TcpOptions.Contains(kind)) bits[bit >> 6] |= 1UL << (bit & 63);
        }
    }

    void PutInterface(Span<ulong> bits, bool isIn, string name) =>
        Put(bits, _space.FirstInterfaceBit(isIn), _space.Interfaces.Bits, (uint)_space.Interfaces.ClassOf(name));

    // The most significant bit of a value comes first.
    static void Put(Span<ulong> bits, int first, int width, UInt128 value)
    {
        for (var bit = first + width - 1; value != 0; bit--, value >>= 1)
        {
            if ((value & 1) != 0) bits[bit >> 6] |= 1UL << (bit & 63);
        }
    }

    // Branches by number; a verdict as the complement of its bits.
    static int Flatten(Diagram diagram, int node, List<Branch> branches, Dictionary<int, int> places)
    {
        if (Diagram.IsConstant(node)) return ~node;
        if (places.TryGetValue(node, out var known)) return known;

        var place = places[node] = branches.Count;
        branches.Add(default);
        var low = Flatten(diagram, diagram.Low(node), branches, places);
        var high = Flatten(diagram, diagram.High(node), branches, places);
        branches[place] = new(diagram.BitOf(node), low, high);
        return place;
    }

    readonly record struct Branch(int Bit, int Low, int High);
}
