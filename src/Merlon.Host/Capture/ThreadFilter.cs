using System.Runtime.InteropServices;

namespace Merlon.Host.Capture;

/// <summary>
/// A filter of system calls that lets all of them through. It is there for what comes with it: it is set for all
/// threads at once, and with it that none of them can gain rights any more, which prctl does for one thread alone.
/// </summary>
/// <remarks>See seccomp(2).</remarks>
static unsafe partial class ThreadFilter
{
    const nint SetFilter = 1, ForAllThreads = 1, WithoutSlowerMemory = 4;
    const ushort Return = 6;
    const uint Allow = 0x7FFF_0000;

    public static bool TrySetForAll()
    {
        var allow = new Instruction { Code = Return, Value = Allow };
        var program = new Program { Length = 1, Instructions = &allow };
        return Call(Number, SetFilter, ForAllThreads | WithoutSlowerMemory, &program) == 0;
    }

    // The C library has no function for it.
    static nint Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 317,
        Architecture.Arm => 383,
        Architecture.S390x => 348,
        Architecture.Ppc64le => 358,
        _ => 277,
    };

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, nint operation, nint flags, Program* program);

    struct Instruction
    {
        public ushort Code;
        public byte IfTrue, IfFalse;
        public uint Value;
    }

    struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
