using System.Diagnostics;
using Merlon.Net;

namespace Merlon.Rules.Sets;

/// <summary>
/// The bits of a packet, in the order in which diagrams look at them, and conditions as functions of them. Made for
/// the rule sets that are to be looked at together: what they never ask about takes no bit.
/// </summary>
public sealed class PacketSpace
{
    // Few values first, and what the same rules ask about side by side. Sources before what they ask for: a list of
    // blocked ones is then looked at once, not once for each service.
    static readonly Field[] Order =
    [
        Field.Fragment, Field.State, Field.SourceTranslated, Field.DestinationTranslated, Field.PacketType,
        Field.SourceType, Field.DestinationType, Field.Source, Field.SourceMac, Field.Destination, Field.Protocol,
        Field.DestinationPort, Field.SourcePort, Field.IcmpType, Field.IcmpCode, Field.TcpFlags, Field.Length,
        Field.Ttl, Field.Mark,
    ];

    readonly int[] _first = new int[Order.Length];
    readonly ValueClasses?[] _classes = new ValueClasses?[Order.Length];
    readonly Dictionary<byte, int> _tcpOptions = [];
    readonly Dictionary<Condition, int> _conditions = [];
    int _unknowns;

    public PacketSpace(IpFamily family, IEnumerable<Condition> conditions, Diagram? diagram = null)
    {
        Family = family;
        Diagram = diagram ?? new();
        var asked = conditions.SelectMany(condition => condition.Parts).Distinct().ToList();
        Interfaces = new(asked);
        var next = 2 * Interfaces.Bits;
        foreach (var field in Order)
        {
            if (HasClasses(field)) _classes[(int)field] = ValueClasses.Of(field, field.MaskIn(family), asked);
            _first[(int)field] = next;
            next += WidthOf(field);
        }

        foreach (var kind in asked.OfType<Condition.TcpOption>().Select(part => part.Kind).Distinct())
            _tcpOptions[kind] = next++;
        FirstUnknown = next;
    }

    public IpFamily Family { get; }

    public Diagram Diagram { get; }

    public InterfaceClasses Interfaces { get; }

    /// <summary>The bits from here on stand for what no packet tells, one for each unknown condition.</summary>
    public int FirstUnknown { get; }

    /// <summary>How marks change on the way through the tables that are looked at together.</summary>
    internal MarkChanges Marks { get; } = new();

    public static ReadOnlySpan<Field> Fields => Order;

    public IEnumerable<(byte Kind, int Bit)> TcpOptions => _tcpOptions.Select(pair => (pair.Key, pair.Value));

    /// <summary>The most significant bit of a field; the others follow.</summary>
    public int FirstBit(Field field) => _first[(int)field];

    /// <summary>How many bits a field takes.</summary>
    public int WidthOf(Field field) => ClassesOf(field)?.Bits ?? field.WidthIn(Family);

    /// <summary>What the bits of a field say of its value: the number of its class, or itself.</summary>
    public UInt128 NumberOf(Field field, UInt128 value) =>
        ClassesOf(field) is { } classes ? (uint)classes.Of(value) : value;

    /// <summary>The classes that a field's bits number; null when they are its own.</summary>
    internal ValueClasses? ClassesOf(Field field) => _classes[(int)field];

    // Of few values no classes are made, and marks change bit by bit.
    static bool HasClasses(Field field) => field is Field.Source or Field.Destination
        or Field.SourcePort or Field.DestinationPort or Field.Length or Field.SourceMac;

    /// <summary>The first bit of the input or output interface's class.</summary>
    public int FirstInterfaceBit(bool isIn) => isIn ? 0 : Interfaces.Bits;

    /// <summary>The packets of which a condition holds, as a function to true and false.</summary>
    /// <param name="unknown">The bit that an unknown condition's truth hangs on.</param>
    public int SetOf(Condition condition, Func<string, int> unknown) => condition switch
    {
        Condition.Always => Diagram.True,
        Condition.Never => Diagram.False,
        Condition.Unknown(var words) => Diagram.Bit(unknown(words)),
        Condition.Not(var operand) => Diagram.Not(SetOf(operand, unknown)),
        Condition.And(var left, var right) => Diagram.And(SetOf(left, unknown), SetOf(right, unknown)),
        Condition.Or(var left, var right) => Diagram.Or(SetOf(left, unknown), SetOf(right, unknown)),
        _ => SetOf(condition),
    };

    /// <summary>The packets that no rule here can tell, by this field, from those that have the value.</summary>
    public int Alike(Field field, UInt128 value)
    {
        var number = NumberOf(field, value);
        var (set, first, width) = (Diagram.True, FirstBit(field), WidthOf(field));
        for (var place = 0; place < width; place++)
            set = When(first + width - 1 - place, (number >> place & 1) != 0, set);
        return set;
    }

    /// <summary>The bit of one more unknown condition.</summary>
    public int AddUnknown() => FirstUnknown + _unknowns++;

    int SetOf(Condition condition)
    {
        if (_conditions.TryGetValue(condition, out var known)) return known;
        return _conditions[condition] = condition switch
        {
            Condition.Bits(var field, _, _) when ClassesOf(field) is { } classes => Run(field, classes, condition),
            Condition.Between(var field, _, _) when ClassesOf(field) is { } classes => Run(field, classes, condition),
            Condition.Bits(var field, var value, var mask) => Masked(field, value, mask),
            Condition.Between(var field, var first, var last) =>
                Diagram.And(AtLeast(field, first), Diagram.Not(Above(field, last))),
            Condition.Interface(var isIn, var pattern) => OneOf(FirstInterfaceBit(isIn), Interfaces.Matching(pattern)),
            Condition.TcpOption(var kind) => Diagram.Bit(_tcpOptions[kind]),
            _ => throw new UnreachableException(),
        };
    }

    int Run(Field field, ValueClasses classes, Condition condition)
    {
        var (first, last) = ValueClasses.RunOf(condition, field.MaskIn(Family))!.Value;
        var (low, high) = (classes.Of(first), classes.Of(last));
        Debug.Assert(classes.FirstIn(low) == first && classes.LastIn(high) == last, "asked for at the start");
        var set = AtLeast(field, (uint)low);
        return high == classes.Count - 1 ? set : Diagram.And(set, Diagram.Not(Above(field, (uint)high)));
    }

    int Masked(Field field, UInt128 value, UInt128 mask)
    {
        var set = Diagram.True;
        var (first, width) = (FirstBit(field), WidthOf(field));
        for (var place = 0; place < width; place++)
        {
            if ((mask >> place & 1) == 0) continue;
            var bit = first + width - 1 - place;
            set = When(bit, (value >> place & 1) != 0, set);
        }

        return set;
    }

    int AtLeast(Field field, UInt128 least) => Compared(field, least, whenEqual: Diagram.True);

    int Above(Field field, UInt128 most) => Compared(field, most, whenEqual: Diagram.False);

    // From the last bit to the first: the number is larger at the first bit where the two differ.
    int Compared(Field field, UInt128 with, int whenEqual)
    {
        var set = whenEqual;
        var (first, width) = (FirstBit(field), WidthOf(field));
        for (var place = 0; place < width; place++)
        {
            var bit = first + width - 1 - place;
            set = (with >> place & 1) != 0
                ? Diagram.Make(bit, Diagram.False, set)
                : Diagram.Make(bit, set, Diagram.True);
        }

        return set;
    }

    int OneOf(int firstBit, IEnumerable<int> numbers)
    {
        var set = Diagram.False;
        foreach (var number in numbers)
        {
            var one = Diagram.True;
            for (var place = 0; place < Interfaces.Bits; place++)
            {
                var bit = firstBit + Interfaces.Bits - 1 - place;
                one = When(bit, (number >> place & 1) != 0, one);
            }

            set = Diagram.Or(set, one);
        }

        return set;
    }

    /// <summary>The packets that can be in a hook: values mean something, interfaces are there or not.</summary>
    public int PossibleIn(Hook hook)
    {
        var possible = Condition.In(Field.State, 0, (uint)ConnectionState.Untracked)
            & Condition.In(Field.PacketType, 0, (uint)PacketType.Multicast)
            & Condition.In(Field.SourceType, 0, (uint)AddressType.XResolve)
            & Condition.In(Field.DestinationType, 0, (uint)AddressType.XResolve);
        var interfaces = Diagram.And(
            OneOf(FirstInterfaceBit(true), hook is Hook.Output ? [InterfaceClasses.None] : Interfaces.Present),
            OneOf(FirstInterfaceBit(false), hook is Hook.Input ? [InterfaceClasses.None] : Interfaces.Present));
        return Diagram.And(SetOf(possible, _ => throw new UnreachableException()), interfaces);
    }

    /// <summary>The packets that have come in, or go out, by an interface: any.</summary>
    public int WithInterface(bool isIn) => OneOf(FirstInterfaceBit(isIn), Interfaces.Present);

    // The packets of a set that have the bit so.
    int When(int bit, bool isSet, int set) =>
        isSet ? Diagram.Make(bit, Diagram.False, set) : Diagram.Make(bit, set, Diagram.False);
}
